package dev.millrace.benchmarks;

import static dev.millrace.api.aggregate.Aggregates.summary;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
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

/** What it costs to fold a row into its slot, and to merge two slots. Run by JMH's own main class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AggregateKernel {

    private static final int ROWS = 1_024;

    /** Number of slots. */
    @Param({"100", "10000", "1000000"})
    public int slots;

    private final AggregatePlan plan = new AggregatePlan(summary((Long value) -> value), false);
    private final Accumulators accumulators = new Accumulators(plan);
    private final KeyTable keys = new KeyTable();
    private final Batch batch = new Batch(ROWS);
    private final int[] slotOfRow = new int[ROWS];
    private final int[] ids = new int[ROWS];
    private final int[] taken = new int[1 << 20];
    private final SplittableRandom random = new SplittableRandom(1);

    /** For JMH. */
    public AggregateKernel() {}

    /** Takes the slots, and fills a batch. */
    @Setup
    public void fill() throws RecordFailure {
        for (int i = 0; i < slots; i++) {
            taken[i] = accumulators.takeSlot();
        }
        batch.becomeKeyed(false);
        for (int row = 0; row < ROWS; row++) {
            batch.values[row] = random.nextLong(1_000);
            batch.keys[row] = row;
        }
        batch.size = ROWS;
        keys.resolve(batch, ids);
        plan.readColumns(batch);
    }

    /** A batch, each row into a slot at random. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Accumulators fold() throws RecordFailure {
        for (int row = 0; row < ROWS; row++) {
            slotOfRow[row] = taken[random.nextInt(slots)];
        }
        plan.update(accumulators, keys, slotOfRow, ids, batch, 0, ROWS);
        return accumulators;
    }

    /** Each of as many slots into the one after it. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Accumulators merge() throws Exception {
        for (int i = 0; i < ROWS; i++) {
            plan.copy(accumulators, Accumulators.SCRATCH, taken[i % slots]);
            plan.merge(accumulators, Accumulators.SCRATCH, taken[(i + 1) % slots]);
        }
        return accumulators;
    }
}
