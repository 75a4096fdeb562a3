package dev.millrace.api.job;

import java.util.Optional;

/**
 * How the checkpoints of a job went since it was started, or went back to its last one, in this process.
 *
 * @param epoch the last complete one, 0 if there is none
 * @param completed how many were completed
 * @param failed how many could not be written; the job went on
 * @param lastBytes length of the last complete one
 * @param restarts how often the job failed and went back to the last complete one since it was started
 * @param lastFailure why the last one that could not be written was not
 */
public record CheckpointFigures(
        long epoch, long completed, long failed, long lastBytes, int restarts, Optional<Throwable> lastFailure) {

    /** Of a job that makes none. */
    public static final CheckpointFigures NONE = new CheckpointFigures(0, 0, 0, 0, 0, Optional.empty());
}
