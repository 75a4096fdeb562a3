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

/** A put and a get of a store in memory, beside those of a map of maps. Run by JMH's own main class. */
@State(Scope.Thread)
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
    private final SplittableRandom random = new SplittableRandom(1);

    /** For JMH. */
    public StoreKernel() {}

    /** Fills both. */
    @Setup
    public void fill() {
        for (long key = 0; key < keys; key++) {
            store.put(key, FIELD, key);
            map.computeIfAbsent(key, any -> new ConcurrentHashMap<>(1)).put(FIELD, key);
        }
    }

    private long key() {
        return random.nextInt(keys);
    }

    /** A put of the store. */
    @Benchmark
    public long storePut() {
        return store.put(key(), FIELD, 7L);
    }

    /** A get of the store. */
    @Benchmark
    public @Nullable Long storeGet() {
        return store.get(key(), FIELD);
    }

    /** A put of the maps. */
    @Benchmark
    public @Nullable Long mapPut() {
        return map.computeIfAbsent(key(), any -> new ConcurrentHashMap<>(1)).put(FIELD, 7L);
    }

    /** A get of the maps. */
    @Benchmark
    public @Nullable Long mapGet() {
        Map<String, Long> fields = map.get(key());
        return fields == null ? null : fields.get(FIELD);
    }
}
