package dev.millrace.engine.operator;

/**
 * Tells whether more failures than a limit lie in a span of time, or of records: a ring of the last ones, as long as the limit.
 * Thread-safe, since the tasks of an operator may share one; it is only touched when a record fails.
 */
public final class RecentFailures {

    private final int limit;
    private final long span;
    private final long[] marks;
    private long count;

    /**
     * Makes one that has seen nothing.
     *
     * @param limit the most failures that a span may have
     * @param span length of a span
     */
    public RecentFailures(int limit, long span) {
        this.limit = limit;
        this.span = span;
        marks = new long[limit];
    }

    /**
     * Sees a failure.
     *
     * @param mark when it was, or the how manieth record it is; not less than before, or the answer is about right
     * @return whether the span that ends here has more failures than the limit
     */
    public synchronized boolean isOver(long mark) {
        if (limit == 0) {
            return true;
        }
        int slot = (int) (count % limit);
        boolean isOver = count >= limit && marks[slot] > mark - span;
        marks[slot] = mark;
        count++;
        return isOver;
    }
}
