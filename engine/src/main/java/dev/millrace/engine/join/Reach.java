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
