package dev.millrace.api.connector;

/**
 * The door by which a program pushes records into a running job. Thread-safe; records of one thread keep their order.
 *
 * <p>In a job on the caller's thread there is no queue: {@link #put} returns when the record has gone through the whole
 * pipeline, and only one thread may use it.
 *
 * @param <T> type of the records
 */
public interface Ingress<T> extends AutoCloseable {

    /** What {@link #put} returns for a record that was dropped. */
    long DROPPED = -1;

    /**
     * Pushes a record, and does what {@link Push#whenFull} says if there is no room.
     *
     * @param record not null
     * @return its sequence number, from 0, or {@link #DROPPED}
     * @throws InterruptedException if interrupted while waiting for room; the record was not taken
     * @throws IngressFullException if there is no room and the policy is {@link Push.Overflow#FAIL}
     * @throws IllegalStateException if the ingress is closed or its job has ended, with the job's failure as cause
     */
    long put(T record) throws InterruptedException;

    /**
     * Pushes a record if there is room, whatever the policy.
     *
     * @param record not null
     * @return false if there was no room; the record was not taken and is not counted
     * @throws IllegalStateException if the ingress is closed or its job has ended
     */
    boolean offer(T record);

    /**
     * How many records may wait.
     *
     * @return number of records
     */
    int capacity();

    /**
     * How many more records there is room for at the moment.
     *
     * @return number of records
     */
    int remaining();

    /**
     * Tells whether there is no room at the moment.
     *
     * @return true if {@code remaining() == 0}
     */
    default boolean isFull() {
        return remaining() == 0;
    }

    /** Ends the stream: what waits is processed, all windows close, and the job finishes when all its sources have. */
    @Override
    void close();
}
