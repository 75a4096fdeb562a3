package dev.millrace.benchmarks;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.KeyTable;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find the id of a key that is known, uniform keys. Run by JMH's own main class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyTableKernel {

    private static final int ROWS = 1_024;
    private static final int BATCHES = 1_024;

    /** Number of keys. */
    @Param({"100", "10000", "1000000"})
    public int keys;

    private final KeyTable table = new KeyTable();
    private final Batch[] batches = new Batch[BATCHES];
    private final int[] ids = new int[ROWS];
    private int next;

    /** For JMH. */
    public KeyTableKernel() {}

    /** Fills batches with keys, and the table with all of them. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BATCHES; i++) {
            Batch batch = new Batch(ROWS);
            batch.becomeKeyed(false);
            for (int row = 0; row < ROWS; row++) {
                batch.keys[row] = random.nextInt(keys);
            }
            batch.size = ROWS;
            batches[i] = batch;
            table.resolve(batch, ids);
        }
    }

    /** One batch. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int[] resolve() {
        next = (next + 1) & (BATCHES - 1);
        table.resolve(batches[next], ids);
        return ids;
    }
}
