package dev.millrace.api.window;

import java.time.Duration;

/**
 * Windows of one size, one of which starts every slide: {@code [offset + k * slide, offset + k * slide + size)}. A slide
 * larger than the size leaves gaps, and the records in them belong to no window.
 *
 * <p>A slide is cut into at most two slices, where a window starts and where one ends (Krishnamurthy, Wu, Franklin,
 * "On-the-fly sharing for streamed aggregation", SIGMOD 2006).
 *
 * @param size length of each window, whole milliseconds, at least one
 * @param slide time from the start of one window to that of the next, whole milliseconds, at least one
 * @param offset where a window starts, relative to the epoch in UTC; normalized into {@code [0, slide)}
 */
public record SlidingWindow(Duration size, Duration slide, Duration offset) implements AlignedWindows {

    /** Validates and normalizes. */
    public SlidingWindow {
        WindowTime.requireSize("size", "sliding window", size);
        WindowTime.requireSize("slide", "sliding window", slide);
        offset = WindowTime.normalizeOffset("sliding window", offset, slide);
    }

    /**
     * The same windows, shifted.
     *
     * @param shift where a window starts, relative to the epoch in UTC; may be negative
     * @return a new specification
     */
    public SlidingWindow withOffset(Duration shift) {
        return new SlidingWindow(size, slide, shift);
    }

    @Override
    public long sliceStart(long timestamp) {
        return WindowTime.minus(timestamp, Math.min(sinceStart(timestamp), sinceEnd(timestamp)));
    }

    @Override
    public long sliceEnd(long timestamp) {
        long toStart = slide.toMillis() - sinceStart(timestamp);
        long toEnd = slide.toMillis() - sinceEnd(timestamp);
        return WindowTime.plus(timestamp, Math.min(toStart, toEnd));
    }

    /** Milliseconds since a window started. */
    private long sinceStart(long timestamp) {
        return WindowTime.into(timestamp, slide.toMillis(), offset.toMillis());
    }

    /** Milliseconds since a window ended. */
    private long sinceEnd(long timestamp) {
        return WindowTime.into(timestamp, slide.toMillis(), offset.toMillis() + size.toMillis());
    }

    @Override
    public long windowStart(long end) {
        if (end == Long.MAX_VALUE) {
            // All windows that are open end with time itself; they become one, which starts where the first of them
            // did.
            long start = end - size.toMillis();
            return sinceStart(start) == 0 ? start : start - sinceStart(start) + slide.toMillis();
        }
        return sinceEnd(end) == 0 ? WindowTime.minus(end, size.toMillis()) : NO_WINDOW;
    }

    @Override
    public long lastEnd(long timestamp) {
        long since = sinceStart(timestamp);
        return since < size.toMillis() ? WindowTime.plus(timestamp, size.toMillis() - since) : NO_WINDOW;
    }

    @Override
    public boolean isTiling() {
        return size.equals(slide);
    }

    @Override
    public String describe() {
        return "sliding " + size + " by " + slide + (offset.isZero() ? "" : " offset " + offset);
    }
}
