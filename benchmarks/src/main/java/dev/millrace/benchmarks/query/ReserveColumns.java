package dev.millrace.benchmarks.query;

/** Some reserve prices, a column for each field. Owned by one thread. */
public final class ReserveColumns {

    /** By row. */
    public final long[] auction;

    /** By row. */
    public final long[] price;

    /** By row. */
    public final long[] timestamp;

    /** How many rows are in use. */
    public int size;

    /**
     * Empty columns.
     *
     * @param capacity number of rows
     */
    public ReserveColumns(int capacity) {
        auction = new long[capacity];
        price = new long[capacity];
        timestamp = new long[capacity];
    }
}
