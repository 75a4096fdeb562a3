package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * In the steady state the engine allocates nothing for a record: not for its key, its timestamp, or its numbers; and nothing for a
 * pair that meets.
 */
class AllocationTest {

    private static final int RECORDS = 100_000;
    private static final int ROUNDS_MAX = 100;

    /** Of a round of records; each has as many rows of a key on either side as there are slices. */
    private static final int SLICES = 5;

    private static final long SLICE_MILLIS = 1_000;
    private static final String MET = "met";

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

    @Test
    void aPairInAWindowCostsNoAllocation() throws Exception {
        assertThat(leastBytesPerPair(on ->
                        on.within(tumbling(Duration.ofMillis(SLICE_MILLIS))).inner((bid, reserve) -> MET)))
                .isLessThan(1);
    }

    @Test
    void aPairNearInTimeCostsNoAllocation() throws Exception {
        assertThat(leastBytesPerPair(
                        on -> on.between(Duration.ofMillis(SLICE_MILLIS / 2), Duration.ofMillis(SLICE_MILLIS / 2))
                                .inner((bid, reserve) -> MET)))
                .isLessThan(1);
    }

    /** Of records of both sides that come in turn, 1,000 keys in each slice of time, ten times on each side. */
    private static double leastBytesPerPair(Function<KeyedJoin<Bid, Bid, Long>, Stream<String>> join) throws Exception {
        Pipeline pipeline = Pipeline.named("steady");
        Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).eventTimeMillis(Bid::time));
        Stream<Bid> reserves = pipeline.read("reserves", Push.of(Bid.class).eventTimeMillis(Bid::time));
        AtomicLong pairs = new AtomicLong();
        join.apply(bids.join("pairs", reserves).on(Bid::auction, Bid::auction))
                .filter(met -> pairs.incrementAndGet() < 0)
                .write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Bid> left = job.ingress(bids);
            Ingress<Bid> right = job.ingress(reserves);
            double least = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS_MAX && least >= 1; round++) {
                Bid[] records = new Bid[RECORDS];
                for (int i = 0; i < RECORDS; i++) {
                    long time = (long) round * SLICES * SLICE_MILLIS + (long) i * SLICES * SLICE_MILLIS / RECORDS;
                    records[i] = new Bid(1_000_000 + i / 2 % 1_000, i, time);
                }
                pairs.set(0);
                long bytes = bytes(left, right, records);
                least = Math.min(least, (double) bytes / Math.max(1, pairs.get()));
            }
            return least;
        }
    }

    private static double bytesPerRecord(Ingress<Bid> in, Bid[] bids) throws InterruptedException {
        return (double) bytes(in, in, bids) / bids.length;
    }

    private static long bytes(Ingress<Bid> even, Ingress<Bid> odd, Bid[] bids) throws InterruptedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < bids.length; i += 2) {
            even.put(bids[i]);
            odd.put(bids[i + 1]);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
