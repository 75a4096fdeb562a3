package dev.millrace.api.window;

/** What becomes of a record whose windows have closed for good. */
public enum LatePolicy {
    /** It goes to the stream of late records; if nobody reads that, it is counted as late all the same. */
    SIDE_STREAM,
    /** It is dropped, and counted as dropped. */
    DROP,
    /** It fails the job, with the record's position. */
    FAIL
}
