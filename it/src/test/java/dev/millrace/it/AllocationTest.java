package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In the steady state the engine allocates nothing for a record: not for its key, its timestamp, or its numbers. */
class AllocationTest {

    private static final int RECORDS = 100_000;
    private static final int ROUNDS_MAX = 100;

    record Bid(long auction, long price, long time) {}

    @Test
    void aRecordWithALongKeyCostsNoAllocationOnceTheLoopsAreCompiled() throws Exception {
        Bid[] bids = new Bid[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            // Keys beyond the cache of small boxes.
            bids[i] = new Bid(1_000_000 + i % 1_000, i, 5);
        }
        Pipeline pipeline = Pipeline.named("steady");
        Stream<Bid> stream = pipeline.read("bids", Push.of(Bid.class).eventTimeMillis(Bid::time));
        stream.keyBy(Bid::auction)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("summary", summary(Bid::price))
                .write("out", new CollectingSink<>());

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Bid> in = job.ingress(stream);
            double least = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS_MAX && least >= 1; round++) {
                least = Math.min(least, bytesPerRecord(in, bids));
            }
            assertThat(least)
                    .as("bytes a record, in the best of %d rounds", ROUNDS_MAX)
                    .isLessThan(1);
        }
    }

    private static double bytesPerRecord(Ingress<Bid> in, Bid[] bids) throws InterruptedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (Bid bid : bids) {
            in.put(bid);
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / bids.length;
    }
}
