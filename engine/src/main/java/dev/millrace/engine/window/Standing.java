package dev.millrace.engine.window;

/** How a record stands with one kind of windows. */
public enum Standing {
    /** A window takes it. */
    OPEN,
    /** All its windows have closed for good. */
    CLOSED,
    /**
     * Its own window has closed for good, and none that is there takes it; but one of a row before it in the same batch may, if
     * windows merge. That is known when the rows before it have been absorbed.
     */
    UNDECIDED,
    /** It belongs to no window, which is not a matter of time. */
    OUTSIDE
}
