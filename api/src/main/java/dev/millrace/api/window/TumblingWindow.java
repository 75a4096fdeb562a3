package dev.millrace.api.window;

import java.time.Duration;

/**
 * Windows of one size without gap or overlap: {@code [offset + k * size, offset + (k + 1) * size)}.
 *
 * @param size length of each window, whole milliseconds, at least one
 * @param offset where a window starts, relative to the epoch in UTC; normalized into {@code [0, size)}
 */
public record TumblingWindow(Duration size, Duration offset) implements AlignedWindows {

    /** Validates and normalizes. */
    public TumblingWindow {
        WindowTime.requireSize("size", "tumbling window", size);
        offset = WindowTime.normalizeOffset("tumbling window", offset, size);
    }

    /**
     * The same windows, shifted.
     *
     * @param shift where a window starts, relative to the epoch in UTC; may be negative
     * @return a new specification
     */
    public TumblingWindow withOffset(Duration shift) {
        return new TumblingWindow(size, shift);
    }

    @Override
    public long sliceStart(long timestamp) {
        return WindowTime.minus(timestamp, into(timestamp));
    }

    @Override
    public long sliceEnd(long timestamp) {
        return WindowTime.plus(timestamp, size.toMillis() - into(timestamp));
    }

    private long into(long timestamp) {
        return WindowTime.into(timestamp, size.toMillis(), offset.toMillis());
    }

    @Override
    public long windowStart(long end) {
        // The last window may be cut off, so it is asked for by a time within.
        return sliceStart(end - 1);
    }

    @Override
    public long lastEnd(long timestamp) {
        return sliceEnd(timestamp);
    }

    @Override
    public boolean isTiling() {
        return true;
    }

    @Override
    public String describe() {
        return "tumbling " + size + (offset.isZero() ? "" : " offset " + offset);
    }
}
