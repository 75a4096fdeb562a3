package dev.millrace.engine.batch;

/**
 * What stands in {@link Batch#barrier}: the number of an epoch that ends, or that of a view for which the state is captured. Only
 * one of them is under way in a job at a time.
 */
public final class Barrier {

    private Barrier() {}

    /** The barrier of a view. */
    public static long ofView(long number) {
        assert number > 0 : number;
        return -number;
    }

    /** Whether it is that of a view; else it is {@link Batch#NO_BARRIER} or an epoch. */
    public static boolean isOfView(long barrier) {
        return barrier < Batch.NO_BARRIER;
    }

    /** The number of the view or the epoch. */
    public static long number(long barrier) {
        return Math.abs(barrier);
    }
}
