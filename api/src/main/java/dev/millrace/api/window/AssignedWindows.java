package dev.millrace.api.window;

/**
 * Windows that are chosen for each record. An accumulator is kept for each key and window, so the cost of a record grows
 * with the number of its windows; {@link AlignedWindows} do not have that.
 *
 * <p>Windows that merge grow together when they overlap: the records of a key then lie in windows that have a gap between
 * them. A session is that.
 *
 * @param <T> type of the records
 */
public non-sealed interface AssignedWindows<T> extends WindowSpec<T> {

    /** Takes the windows of one record. */
    @FunctionalInterface
    interface Collector {

        /**
         * Adds a window.
         *
         * @param startMillis its first millisecond, at or before the record's time
         * @param endMillis the first millisecond after it, after the record's time
         */
        void add(long startMillis, long endMillis);
    }

    /**
     * Chooses the windows of a record. Must depend on the arguments alone.
     *
     * @param record the record
     * @param timestamp its event time, epoch milliseconds
     * @param windows takes any number of windows; exactly one if they merge
     * @throws Exception whatever user code throws; the record is set aside where the failure policy says so, and else fails the job with its position
     */
    void assign(T record, long timestamp, Collector windows) throws Exception;

    /**
     * Tells whether windows of a key that overlap become one.
     *
     * @return always the same
     */
    boolean isMerging();
}
