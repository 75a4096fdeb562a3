package dev.millrace.benchmarks;

import dev.millrace.api.state.StateStore;
import dev.millrace.engine.EmbeddedStore;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A put and a get of a store in memory, beside those of a plain map, and of a map of maps, which has fields as the store has.
 * All threads share one of each. Run by JMH's own main class; {@code -t} says on how many threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class StoreKernel {

    private static final String FIELD = "field";

    /** Number of keys. */
    @Param({"10000", "1000000"})
    public int keys;

    private final StateStore<Long, Long> store = EmbeddedStore.inMemory();
    private final Map<Long, Map<String, Long>> map = new ConcurrentHashMap<>();
    private final Map<Long, Long> plainMap = new ConcurrentHashMap<>();

    /** Where a thread draws its keys from. */
    @State(Scope.Thread)
    public static class Draw {

        private final SplittableRandom random =
                new SplittableRandom(Thread.currentThread().getId());

        /** For JMH. */
        public Draw() {}

        long key(int keys) {
            return random.nextInt(keys);
        }
    }

    /** For JMH. */
    public StoreKernel() {}

    /** Fills all. */
    @Setup
    public void fill() {
        for (long key = 0; key < keys; key++) {
            store.put(key, FIELD, key);
            plainMap.put(key, key);
            map.computeIfAbsent(key, any -> new ConcurrentHashMap<>(1)).put(FIELD, key);
        }
    }

    /**
     * A put of the store.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public long storePut(Draw draw) {
        return store.put(draw.key(keys), FIELD, 7L);
    }

    /**
     * A get of the store.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public @Nullable Long storeGet(Draw draw) {
        return store.get(draw.key(keys), FIELD);
    }

    /**
     * A put of the maps.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public @Nullable Long mapPut(Draw draw) {
        return map.computeIfAbsent(draw.key(keys), any -> new ConcurrentHashMap<>(1))
                .put(FIELD, 7L);
    }

    /**
     * A get of the maps.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public @Nullable Long mapGet(Draw draw) {
        Map<String, Long> fields = map.get(draw.key(keys));
        return fields == null ? null : fields.get(FIELD);
    }

    /**
     * A put of the plain map.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public @Nullable Long plainMapPut(Draw draw) {
        return plainMap.put(draw.key(keys), 7L);
    }

    /**
     * A get of the plain map.
     *
     * @param draw of the thread
     * @return so that it is not left out
     */
    @Benchmark
    public @Nullable Long plainMapGet(Draw draw) {
        return plainMap.get(draw.key(keys));
    }
}
