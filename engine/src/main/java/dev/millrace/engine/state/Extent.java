package dev.millrace.engine.state;

/**
 * How much of the state a capture is to write.
 *
 * @param isWhole whether all of it; else what has changed since the last capture that is kept suffices
 * @param isLastKept whether the capture before this one is kept; if not, what it wrote has changed since the last that is
 */
public record Extent(boolean isWhole, boolean isLastKept) {

    /** All of it. */
    public static final Extent WHOLE = new Extent(true, false);
}
