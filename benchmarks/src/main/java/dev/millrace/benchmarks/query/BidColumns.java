package dev.millrace.benchmarks.query;

/** Some bids, a column for each field. Owned by one thread. */
public final class BidColumns {

    /** By row. */
    public final long[] auction;

    /** By row. */
    public final long[] bidder;

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
    public BidColumns(int capacity) {
        auction = new long[capacity];
        bidder = new long[capacity];
        price = new long[capacity];
        timestamp = new long[capacity];
    }
}
