package dev.millrace.api.window;

/** What a result is, so that a preliminary one is never taken for the last word. */
public enum ResultKind {
    /** The result of a closed window. Nothing follows it unless an allowed lateness was set. */
    FINAL,
    /** A preliminary result of a window that is still open; a final one will follow. */
    EARLY,
    /** A correction of the final result by records that came within the allowed lateness. */
    LATE_UPDATE
}
