package dev.millrace.engine.window;

/** How a record stands with one kind of windows. */
public enum Standing {
    /** A window takes it. */
    OPEN,
    /** All its windows have closed for good. */
    CLOSED,
    /** It belongs to no window, which is not a matter of time. */
    OUTSIDE
}
