package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;

/**
 * Sorts rows, known by their numbers, by time and origin; equal ones stay as they are. Owned by one thread.
 *
 * <p>Natural merge sort (Knuth, TAOCP 3, 5.2.4, algorithm N): rows come nearly in order, so they are few runs, and one most often.
 */
final class RowSort {

    /** Which of two rows is later. */
    interface Order {

        /** Whether a row comes after another in time, or by its origin if time is equal. */
        boolean isAfter(int row, int other);
    }

    /** A larger place than this is not kept for the next who sorts. */
    private static final int CAPACITY_KEPT = 1 << 14;

    private static final int[] NONE = new int[0];

    private final Order order;
    private int[] merged = NONE;

    RowSort(Order order) {
        this.order = order;
    }

    /** Sorts the rows from one index up to another. */
    void sort(int[] rows, int from, int to) {
        int runEnd = endOfRun(rows, from, to);
        if (runEnd >= to) {
            return;
        }
        if (merged.length < to - from) {
            merged = new int[Math.max(16, Math.max(to - from, Math.min(2 * merged.length, CAPACITY_KEPT)))];
        }
        while (runEnd < to) {
            for (int start = from; start < to; ) {
                int middle = endOfRun(rows, start, to);
                int end = endOfRun(rows, middle, to);
                merge(rows, start, middle, end, from);
                start = end;
            }
            System.arraycopy(merged, 0, rows, from, to - from);
            runEnd = endOfRun(rows, from, to);
        }
        if (merged.length > CAPACITY_KEPT) {
            merged = NONE;
        }
    }

    /** Index after the last of the rows from one on that are in order. */
    private int endOfRun(int[] rows, int start, int to) {
        int end = Math.min(start + 1, to);
        while (end < to && !order.isAfter(rows[end - 1], rows[end])) {
            end++;
        }
        return end;
    }

    private void merge(int[] rows, int start, int middle, int end, int from) {
        int one = start;
        int other = middle;
        for (int to = start; to < end; to++) {
            boolean isOther = one == middle || other < end && order.isAfter(rows[one], rows[other]);
            merged[to - from] = isOther ? rows[other++] : rows[one++];
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.ints(merged);
    }
}
