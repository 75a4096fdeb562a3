package dev.millrace.api.window;

/** What a result is, so that a preliminary one is never taken for the last word. */
public enum ResultKind {
    /** The one result of a closed window; nothing will follow it. */
    FINAL,
    /** A preliminary result of a window that is still open. No operator of this version produces it. */
    EARLY,
    /** A correction after the final result. No operator of this version produces it. */
    LATE_UPDATE
}
