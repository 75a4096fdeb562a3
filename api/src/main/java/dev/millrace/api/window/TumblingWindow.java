package dev.millrace.api.window;

import java.time.Duration;

/**
 * Windows of one size without gap or overlap: {@code [offset + k * size, offset + (k + 1) * size)}.
 *
 * @param size length of each window, whole milliseconds, at least one
 * @param offset where a window starts, relative to the epoch in UTC; normalized into {@code [0, size)}
 */
public record TumblingWindow(Duration size, Duration offset) implements WindowSpec {

    /** The longest window: 1,000 years of 365 days. */
    public static final Duration SIZE_MAX = Duration.ofDays(365_000);

    /** Validates and normalizes. */
    public TumblingWindow {
        if (size.compareTo(Duration.ofMillis(1)) < 0 || size.compareTo(SIZE_MAX) > 0) {
            throw new IllegalArgumentException(
                    "the size of a tumbling window must be between PT0.001S and " + SIZE_MAX + ", got " + size);
        }
        requireWholeMillis("size", size);
        requireWholeMillis("offset", offset);
        offset = Duration.ofMillis(Math.floorMod(offset.toMillis(), size.toMillis()));
    }

    private static void requireWholeMillis(String what, Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("the " + what + " of a tumbling window must be whole milliseconds,"
                    + " the resolution of event time, got " + duration);
        }
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
    public String describe() {
        return "tumbling " + size + (offset.isZero() ? "" : " offset " + offset);
    }
}
