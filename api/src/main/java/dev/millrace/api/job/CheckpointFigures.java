package dev.millrace.api.job;

import java.time.Duration;
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
 * @param lastWholeBytes length of the last file that has all of the state, 0 if there is none; it is made by a checkpoint of
 *     everything, or of others by the thread that writes
 * @param lastChangesBytes length of the last file that has what changed since the one before, 0 if there is none
 * @param lastDuration of the last complete one, from the moment at which it was asked for
 * @param wholePauses of checkpoints of everything, which the first one is
 * @param pauses of checkpoints of what changed
 */
public record CheckpointFigures(
        long epoch,
        long completed,
        long failed,
        long lastBytes,
        int restarts,
        Optional<Throwable> lastFailure,
        long lastWholeBytes,
        long lastChangesBytes,
        Duration lastDuration,
        Pauses wholePauses,
        Pauses pauses) {

    /** Of a job that makes none. */
    public static final CheckpointFigures NONE =
            new CheckpointFigures(0, 0, 0, 0, 0, Optional.empty(), 0, 0, Duration.ZERO, Pauses.NONE, Pauses.NONE);

    /**
     * How long tasks did nothing else than write their state into memory, for each checkpoint the longest such time of each task, by
     * the clock of the job; the median and the 99th percentile exact to a 64th.
     *
     * @param count of all tasks
     * @param median half of them were no longer
     * @param p99 99 of 100 were no longer
     * @param max the longest
     */
    public record Pauses(long count, Duration median, Duration p99, Duration max) {

        /** There was none. */
        public static final Pauses NONE = new Pauses(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
