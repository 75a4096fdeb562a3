package dev.millrace.api.job;

/** What a job is doing. It starts as {@code RUNNING} and ends, once, in one of the others. */
public enum JobStatus {
    /** It processes records, or waits for them. */
    RUNNING,
    /** All sources have ended, all windows are closed, all sinks have committed. */
    FINISHED,
    /** It was stopped before its end; sinks have not committed. */
    CANCELLED,
    /** It stopped by an error; sinks have not committed. */
    FAILED;

    /**
     * Tells whether this is an end.
     *
     * @return false for {@code RUNNING} alone
     */
    public boolean isEnd() {
        return this != RUNNING;
    }
}
