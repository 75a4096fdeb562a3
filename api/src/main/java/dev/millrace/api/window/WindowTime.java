package dev.millrace.api.window;

import java.time.Duration;

/** Arithmetic of windows on epoch milliseconds, cut off at both ends of time instead of wrapped. */
final class WindowTime {

    private static final Duration LEAST = Duration.ofMillis(1);

    /** The longest window: 1,000 years of 365 days. */
    private static final Duration SIZE_MAX = Duration.ofDays(365_000);

    private WindowTime() {}

    /** Checks a length of time that a window is made of. */
    static void requireSize(String what, String window, Duration duration) {
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(SIZE_MAX) > 0) {
            throw new IllegalArgumentException("the " + what + " of a " + window + " must be between PT0.001S and "
                    + SIZE_MAX + ", got " + duration);
        }
        requireWholeMillis(what, window, duration);
    }

    private static void requireWholeMillis(String what, String window, Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("the " + what + " of a " + window + " must be whole milliseconds,"
                    + " the resolution of event time, got " + duration);
        }
    }

    /** Checks an offset and brings it into {@code [0, period)}. */
    static Duration normalizeOffset(String window, Duration offset, Duration period) {
        requireWholeMillis("offset", window, offset);
        return Duration.ofMillis(Math.floorMod(offset.toMillis(), period.toMillis()));
    }

    /** Milliseconds since the last point of {@code offset + k * period}; an offset may have any size. */
    static long into(long timestamp, long periodMillis, long offsetMillis) {
        long shift = Math.floorMod(offsetMillis, periodMillis);
        return Math.floorMod(Math.floorMod(timestamp, periodMillis) - shift, periodMillis);
    }

    static long plus(long timestamp, long positiveMillis) {
        long sum = timestamp + positiveMillis;
        return sum < timestamp ? Long.MAX_VALUE : sum;
    }

    static long minus(long timestamp, long positiveMillis) {
        long difference = timestamp - positiveMillis;
        return difference > timestamp ? Long.MIN_VALUE : difference;
    }
}
