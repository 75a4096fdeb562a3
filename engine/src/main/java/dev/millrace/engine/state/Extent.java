package dev.millrace.engine.state;

/**
 * How much of the state a capture is to write.
 *
 * @param isWhole whether all of it; else what has changed since the last capture that is kept suffices
 * @param isLastKept whether the capture before this one is kept; if not, what it wrote has changed since the last that is
 * @param isAside whether the capture stands by itself: what has changed since others is to be remembered as if it had not been
 */
public record Extent(boolean isWhole, boolean isLastKept, boolean isAside) {

    /** All of it. */
    public static final Extent WHOLE = new Extent(true, false);

    /** All of it, beside the captures that build upon each other. */
    public static final Extent ASIDE = new Extent(true, false, true);

    /** One that others build upon. */
    public Extent(boolean isWhole, boolean isLastKept) {
        this(isWhole, isLastKept, false);
    }
}
