package dev.millrace.api.connector;

/**
 * A view of some records, in order. Valid only as long as the call that hands it over.
 *
 * @param <T> type of the records
 */
public interface Records<T> {

    /**
     * How many there are.
     *
     * @return number of records
     */
    int size();

    /**
     * One of them.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the record, never null
     */
    T get(int index);

    /**
     * The timestamp of one of them.
     *
     * @param index from 0 to {@code size() - 1}
     * @return epoch milliseconds
     */
    long timestamp(int index);
}
