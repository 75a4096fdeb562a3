package dev.millrace.engine.job;

import java.time.InstantSource;

/**
 * What a job takes from its runtime.
 *
 * @param clock the only clock of the job
 * @param batchCapacity rows in a batch
 * @param laneBatches batches on a lane between two tasks, a power of two
 * @param memory of all jobs of the runtime
 */
public record JobSettings(InstantSource clock, int batchCapacity, int laneBatches, SharedMemory memory) {

    /** The largest batch. */
    public static final int BATCH_CAPACITY_MAX = 1 << 16;

    /** The longest lane. */
    public static final int LANE_BATCHES_MAX = 1 << 10;

    /** Without a limit of memory. */
    public JobSettings(InstantSource clock, int batchCapacity, int laneBatches) {
        this(clock, batchCapacity, laneBatches, SharedMemory.unlimited());
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
