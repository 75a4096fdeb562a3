package dev.millrace.engine.window;

/** Arithmetic on epoch milliseconds, cut off at both ends of time instead of wrapped. */
public final class Times {

    private Times() {}

    /** Adds; at most the end of time. */
    public static long plus(long timestamp, long positiveMillis) {
        long sum = timestamp + positiveMillis;
        return sum < timestamp ? Long.MAX_VALUE : sum;
    }

    /**
     * Ends up to which windows have closed for good.
     *
     * @param watermark time
     * @param latenessMillis how long windows take records after their end
     */
    static long closedForGood(long watermark, long latenessMillis) {
        // Nothing comes after the end of time, however late it may.
        return watermark == Long.MAX_VALUE ? Long.MAX_VALUE : minus(watermark, latenessMillis);
    }

    static long minus(long timestamp, long positiveMillis) {
        long difference = timestamp - positiveMillis;
        return difference > timestamp ? Long.MIN_VALUE : difference;
    }
}
