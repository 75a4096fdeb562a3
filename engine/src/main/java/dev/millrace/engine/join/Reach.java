package dev.millrace.engine.join;

/**
 * How far from its own time a row meets rows of the other side, and so how long it must be kept. Distances are in
 * milliseconds; sums that do not fit end at the ends of time.
 *
 * <pre>
 *            l - before         l         l + after
 *  right  -------[--------------+------------]-------
 *
 *            r - after          r         r + before
 *  left   -------[--------------+------------]-------
 * </pre>
 *
 * @param beforeMillis how much earlier than a left row a right one may be, not negative
 * @param afterMillis how much later, not negative
 */
record Reach(long beforeMillis, long afterMillis) {

    private static final int SLICES_MET_MAX = 32;
    private static final int SLICE_MILLIS_MIN = 10;

    /** No bound: a row meets all rows of its key. */
    static final Reach UNBOUNDED = new Reach(Long.MAX_VALUE, Long.MAX_VALUE);

    /** The time of the earliest row of the other side that a row meets. */
    long first(int side, long time) {
        return minus(time, ahead(1 - side));
    }

    /** The time of the latest one. */
    long last(int side, long time) {
        return plus(time, ahead(side));
    }

    /** The watermark at which nothing can come any more that meets a row. */
    long end(int side, long time) {
        return plus(last(side, time), 1);
    }

    /** The time of the earliest row that can still meet something at a watermark. */
    long earliestOpen(int side, long watermark) {
        return minus(watermark, ahead(side));
    }

    /**
     * How long a stretch of time is whose rows go at once, in milliseconds; 0 for all of time. Rows stay for up to as much longer
     * than they must, and shorter ones are more to look into for each row. What a row meets lies in three where rows of both sides
     * stay equally long, and in {@value #SLICES_MET_MAX} and one at most.
     */
    long sliceMillis(int side) {
        long both = plus(beforeMillis, afterMillis);
        if (both == Long.MAX_VALUE) {
            return 0;
        }
        return Math.max(SLICE_MILLIS_MIN, Math.max(ahead(side), both / SLICES_MET_MAX));
    }

    /** The time of the latest row that can meet nothing any more at a watermark, which is past the end of one. */
    long lastClosed(int side, long watermark) {
        return watermark == Long.MAX_VALUE ? watermark : earliestOpen(side, watermark) - 1;
    }

    /** How much later than a row one of the other side may be and still meet it. */
    long ahead(int side) {
        return side == 0 ? afterMillis : beforeMillis;
    }

    static long plus(long time, long distance) {
        long sum = time + distance;
        return sum < time ? Long.MAX_VALUE : sum;
    }

    /** The ends of time stay where they are. */
    static long minus(long time, long distance) {
        if (time == Long.MAX_VALUE) {
            return time;
        }
        long difference = time - distance;
        return difference > time ? Long.MIN_VALUE : difference;
    }
}
