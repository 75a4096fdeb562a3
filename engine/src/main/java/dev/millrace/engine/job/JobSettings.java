package dev.millrace.engine.job;

import dev.millrace.engine.batch.Batch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a job takes from its runtime.
 *
 * @param clock the only clock of the job
 * @param ticker nanoseconds since whenever, never going back, for how long records take; asked once or twice a batch
 * @param batchCapacity rows in a batch
 * @param laneBatches batches on a lane between two tasks, a power of two
 * @param flightRows how many of the records that it has read lately it keeps of each split; 0 for none
 * @param memory of all jobs of the runtime
 * @param probe sees the operators
 */
public record JobSettings(
        InstantSource clock,
        LongSupplier ticker,
        int batchCapacity,
        int laneBatches,
        int flightRows,
        SharedMemory memory,
        OperatorProbe probe) {

    /** The largest batch. */
    public static final int BATCH_CAPACITY_MAX = 1 << 16;

    /** The longest lane. */
    public static final int LANE_BATCHES_MAX = 1 << 10;

    /** Of a job that measures by its clock how long records take, without a limit of memory. */
    public JobSettings(InstantSource clock, int batchCapacity, int laneBatches) {
        this(
                clock,
                () -> nanos(clock.instant()),
                batchCapacity,
                laneBatches,
                0,
                SharedMemory.unlimited(),
                OperatorProbe.NONE);
    }

    /** The same for a job that keeps so many of the last records of each split. */
    public JobSettings recording(int rows) {
        return new JobSettings(clock, ticker, batchCapacity, laneBatches, rows, memory, probe);
    }

    /** The same for a job that shares its memory with others. */
    public JobSettings within(SharedMemory shared) {
        return new JobSettings(clock, ticker, batchCapacity, laneBatches, flightRows, shared, probe);
    }

    /** The same for a job whose operators somebody watches. */
    public JobSettings probed(OperatorProbe by) {
        return new JobSettings(clock, ticker, batchCapacity, laneBatches, flightRows, memory, by);
    }

    private static long nanos(Instant now) {
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** The same for a job that spends nothing on what is not asked of it for each record: it has no latencies and keeps no records. */
    public JobSettings unobserved() {
        return new JobSettings(clock, () -> Batch.NOT_TIMED, batchCapacity, laneBatches, 0, memory, probe);
    }

    /** Validates. */
    public JobSettings {
        if (batchCapacity < 1 || batchCapacity > BATCH_CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "a batch must have between 1 and " + BATCH_CAPACITY_MAX + " rows, got " + batchCapacity);
        }
        if (laneBatches < 1 || laneBatches > LANE_BATCHES_MAX || Integer.bitCount(laneBatches) != 1) {
            throw new IllegalArgumentException(
                    "a lane must have a power of two of batches, at most " + LANE_BATCHES_MAX + ", got " + laneBatches);
        }
    }
}
