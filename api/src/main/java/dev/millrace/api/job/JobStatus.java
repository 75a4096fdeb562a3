package dev.millrace.api.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a job is doing: a state machine whose every legal step is in {@link #successors}. It starts as {@link #RUNNING}, and ends, once,
 * in one of those of which {@link #isEnd} holds.
 *
 * <p>{@code docs/guide/jobs.md} has it as a table and as a drawing, and says what each call does in each of them.
 */
public enum JobStatus {
    /** It processes records, or waits for them. */
    RUNNING,
    /** Its sources are not read; what was read before is processed on. */
    PAUSED,
    /** Its sources are taken to have ended; what was read before is processed to the end. */
    DRAINING,
    /** Its sources are not read any more, and a savepoint is being made, with which it will end. */
    STOPPING,
    /** It has failed, and will go back to its last checkpoint. */
    RESTARTING,
    /** All sources have ended, or were drained; all windows are closed, all sinks have committed. */
    FINISHED,
    /** It was stopped with a savepoint, up to which all sinks have committed; no window was closed by that. */
    STOPPED,
    /** It was stopped before its end; sinks have not committed what came after the last checkpoint. */
    CANCELLED,
    /** It stopped by an error; sinks have not committed what came after the last checkpoint. */
    FAILED;

    /**
     * Tells whether this is an end.
     *
     * @return true for {@code FINISHED}, {@code STOPPED}, {@code CANCELLED} and {@code FAILED}
     */
    public boolean isEnd() {
        return switch (this) {
            case RUNNING, PAUSED, DRAINING, STOPPING, RESTARTING -> false;
            case FINISHED, STOPPED, CANCELLED, FAILED -> true;
        };
    }

    /**
     * What can come next.
     *
     * @return not this one; empty if this is an end
     */
    public Set<JobStatus> successors() {
        return switch (this) {
            case RUNNING -> EnumSet.of(PAUSED, DRAINING, STOPPING, RESTARTING, FINISHED, CANCELLED, FAILED);
            case PAUSED -> EnumSet.of(RUNNING, DRAINING, STOPPING, RESTARTING, FINISHED, CANCELLED, FAILED);
            case DRAINING -> EnumSet.of(RESTARTING, FINISHED, CANCELLED, FAILED);
            // Back to what it was if the savepoint cannot be made.
            case STOPPING -> EnumSet.of(RUNNING, PAUSED, RESTARTING, FINISHED, STOPPED, CANCELLED, FAILED);
            case RESTARTING -> EnumSet.of(RUNNING, PAUSED, DRAINING, STOPPING, CANCELLED, FAILED);
            case FINISHED, STOPPED, CANCELLED, FAILED -> EnumSet.noneOf(JobStatus.class);
        };
    }
}
