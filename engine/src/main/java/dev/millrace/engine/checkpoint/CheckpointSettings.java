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
 */
public record CheckpointSettings(
        Storage storage, long intervalMillis, int retained, boolean isLossAllowed, Executor writer) {

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
