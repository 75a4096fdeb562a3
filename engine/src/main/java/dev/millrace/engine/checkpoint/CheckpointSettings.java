package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.Storage;
import java.util.concurrent.Executor;

/**
 * How a job makes checkpoints.
 *
 * @param storage where
 * @param intervalMillis from the start of one to that of the next
 * @param retained how many complete ones are kept, at least 1
 * @param isLossAllowed whether a job may go on from a checkpoint with state of operators that it does not have
 * @param writer runs one action after the other, on any thread; writing a checkpoint is one
 * @param mergedFromBytes how long all files of a chain must be together for it to be merged when the changes outgrow the rest;
 *     if they are shorter the next checkpoint is of all of the state, which is no work then
 */
public record CheckpointSettings(
        Storage storage,
        long intervalMillis,
        int retained,
        boolean isLossAllowed,
        Executor writer,
        long mergedFromBytes) {

    /** A task writes so much in a fraction of a millisecond. */
    private static final long MERGED_FROM_BYTES = 1 << 20;

    /**
     * As usual.
     *
     * @param storage where
     * @param intervalMillis from the start of one to that of the next
     * @param retained how many complete ones are kept, at least 1
     * @param isLossAllowed whether a job may go on from a checkpoint with state of operators that it does not have
     * @param writer runs one action after the other, on any thread; writing a checkpoint is one
     */
    public CheckpointSettings(
            Storage storage, long intervalMillis, int retained, boolean isLossAllowed, Executor writer) {
        this(storage, intervalMillis, retained, isLossAllowed, writer, MERGED_FROM_BYTES);
    }

    /** Validates. */
    public CheckpointSettings {
        if (intervalMillis < 1) {
            throw new IllegalArgumentException(
                    "the interval of checkpoints must be at least a millisecond, got " + intervalMillis);
        }
        if (retained < 1) {
            throw new IllegalArgumentException("at least one checkpoint must be kept, got " + retained);
        }
    }
}
