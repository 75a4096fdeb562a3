package dev.millrace.it;

import static dev.millrace.api.window.Windows.tumbling;

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
import java.util.function.Function;

/**
 * Prints how many bytes joins in windows and joins near in time allocate for a pair whose result is always the same object: the
 * least of some rounds, each with five times as many pairs as records.
 */
final class PairAllocation {

    private static final int RECORDS = 100_000;
    private static final int ROUNDS_MAX = 100;
    private static final int KEYS = 1_000;

    /** Of a round; each has ten rows of a key on either side. */
    private static final int SLICES = 5;

    private static final long SLICE_MILLIS = 1_000;
    private static final String MET = "met";

    private static long pairs;

    private record Priced(long auction, long time) {}

    private PairAllocation() {}

    public static void main(String[] arguments) throws Exception {
        Duration slice = Duration.ofMillis(SLICE_MILLIS);
        System.out.println(leastBytesPerPair(on -> on.within(tumbling(slice)).inner((bid, reserve) -> MET)));
        System.out.println(leastBytesPerPair(
                on -> on.between(slice.dividedBy(2), slice.dividedBy(2)).inner((bid, reserve) -> MET)));
    }

    private static double leastBytesPerPair(Function<KeyedJoin<Priced, Priced, Long>, Stream<String>> join)
            throws Exception {
        Pipeline pipeline = Pipeline.named("steady");
        Stream<Priced> bids = pipeline.read("bids", Push.of(Priced.class).eventTimeMillis(Priced::time));
        Stream<Priced> reserves =
                pipeline.read("reserves", Push.of(Priced.class).eventTimeMillis(Priced::time));
        join.apply(bids.join("pairs", reserves).on(Priced::auction, Priced::auction))
                .filter(met -> ++pairs < 0)
                .write("out", new CollectingSink<>());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            Ingress<Priced> left = job.ingress(bids);
            Ingress<Priced> right = job.ingress(reserves);
            for (int round = 0; round < ROUNDS_MAX && least >= 1; round++) {
                Priced[] records = round(round);
                pairs = 0;
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < RECORDS; i += 2) {
                    left.put(records[i]);
                    right.put(records[i + 1]);
                }
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                // The first round has fewer, as its last windows are open.
                least = pairs < RECORDS ? least : Math.min(least, (double) bytes / pairs);
            }
        }
        return least;
    }

    private static Priced[] round(int round) {
        Priced[] records = new Priced[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            long millis = (long) i * SLICES * SLICE_MILLIS / RECORDS;
            // Keys beyond the cache of small boxes.
            records[i] = new Priced(1_000_000 + i / 2 % KEYS, round * (SLICES * SLICE_MILLIS) + millis);
        }
        return records;
    }
}
