package dev.millrace.api.connector;

/**
 * Takes records from a reader. Implemented by the engine; used on the reader's thread, within one call of
 * {@link SourceReader#read}.
 *
 * @param <T> type of the records
 */
public interface RecordCollector<T> {

    /** The largest position that a record may have: 2<sup>43</sup> - 1, about 8.8 million million. */
    long POSITION_MAX = (1L << 43) - 1;

    /**
     * Takes a record whose time is in a field or is the clock's.
     *
     * @param record the record, not null
     * @param position where it stands in its split, between 0 and {@link #POSITION_MAX}; increasing
     */
    void collect(T record, long position);

    /**
     * Takes a record whose time the connector knows.
     *
     * @param record the record, not null
     * @param position where it stands in its split, between 0 and {@link #POSITION_MAX}; increasing
     * @param timestampMillis epoch milliseconds
     */
    void collect(T record, long position, long timestampMillis);

    /**
     * Hands over bytes that are no record. If the policy of the source sets them aside, they become a failed record with this
     * position, and the reader goes on behind them; it answers {@link SourceReader.Status#DATA} as if it had collected one,
     * and has room for one less. Else the job fails.
     *
     * @param bytes as they stand in the source; kept
     * @param position where they stand in the split, as of a record
     * @param cause why they are no record
     * @throws Exception the cause, where the policy is to fail; the reader lets it pass
     */
    default void refuse(byte[] bytes, long position, Exception cause) throws Exception {
        throw cause;
    }

    /**
     * How many more records may be collected now.
     *
     * @return number of records, not negative
     */
    int remaining();
}
