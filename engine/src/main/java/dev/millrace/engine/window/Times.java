package dev.millrace.engine.window;

/** Arithmetic on epoch milliseconds, cut off at both ends of time instead of wrapped. */
final class Times {

    private Times() {}

    static long plus(long timestamp, long positiveMillis) {
        long sum = timestamp + positiveMillis;
        return sum < timestamp ? Long.MAX_VALUE : sum;
    }

    static long minus(long timestamp, long positiveMillis) {
        long difference = timestamp - positiveMillis;
        return difference > timestamp ? Long.MIN_VALUE : difference;
    }
}
