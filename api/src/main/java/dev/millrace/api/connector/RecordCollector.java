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
     * How many more records may be collected now.
     *
     * @return number of records, not negative
     */
    int remaining();
}
