package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In the steady state a join near in time allocates nothing for a record that it keeps. */
class JoinAllocationTest {

    private static final int RECORDS = 100_000;
    private static final int ROUNDS_MAX = 100;

    record Bid(long auction, long price) {}

    @Test
    void aRecordThatWaitsToBeJoinedCostsNoAllocationOnceTheBlocksAreThere() throws Exception {
        Bid[] bids = new Bid[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            bids[i] = new Bid(1_000_000 + i % 700, i);
        }
        // Records are used again and again, with another time.
        long[] now = {0};
        Pipeline pipeline = Pipeline.named("steady-join");
        Stream<Bid> stream = pipeline.read(
                "bids", Push.of(Bid.class).eventTimeMillis(bid -> bid.price() % 2 == 0 ? now[0]++ : now[0]));
        stream.filter(bid -> bid.price() % 3 == 0)
                .join("join", stream.filter(bid -> bid.price() % 3 == 1))
                .on(Bid::auction, Bid::auction)
                .between(Duration.ofMillis(900), Duration.ofMillis(300))
                .leftOuter((one, other) -> one)
                .write("out", CallbackSink.of(bid -> {}));

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
            assertThat(job.ledger().operator("join").held()).isBetween(500L, 2_000L);
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
