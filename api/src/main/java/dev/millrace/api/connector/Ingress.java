package dev.millrace.api.connector;

import java.util.concurrent.Flow;

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
     * <p>With a journal this returns when the record is durable; so does that of a record which is spilled.
     *
     * @param record not null
     * @return its sequence number, or {@link #DROPPED}. Later records of a thread have greater numbers. They begin with 0, or where
     *     the checkpoint or the log ends that the job goes on from
     * @throws InterruptedException if interrupted while waiting for room; the record was not taken
     * @throws IngressFullException if there is no room and the policy is {@link Push.Overflow#FAIL}, or there was none for as long
     *     as {@link Push#blockAtMost} says; the record was not taken
     * @throws IngressLogException if the journal could not be written; the record was not taken
     * @throws IllegalArgumentException if a record that has to be written has no codec; it was not taken
     * @throws IllegalStateException if the ingress is closed or its job has ended, with the job's failure as cause
     */
    long put(T record) throws InterruptedException;

    /**
     * Pushes a record if there is room, whatever the policy; where records are spilled there is room as long as there is on the disk.
     *
     * @param record not null
     * @return false if there was no room; the record was not taken and is not counted
     * @throws IngressLogException if the journal could not be written; the record was not taken
     * @throws IllegalStateException if the ingress is closed or its job has ended
     */
    boolean offer(T record);

    /**
     * How many records may wait in memory.
     *
     * @return number of records
     */
    int capacity();

    /**
     * How many more records there is room for in memory at the moment. Room that a {@link #subscriber} has asked a publisher to fill
     * is not counted.
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

    /**
     * The most records that have waited at the same time, in memory and on the disk.
     *
     * @return number of records, since the job was started
     */
    long highWaterMark();

    /**
     * Up to where records may be forgotten by whoever has them: they, and all before them, will be processed whatever dies.
     *
     * <p>With a journal those are records whose {@link #put} has returned. Without one they are those of completed checkpoints: after
     * a restart, whoever pushes again all records after this one, in their order, loses nothing and has nothing counted twice.
     *
     * @return the greatest such sequence number; -1 if there is none
     */
    long durableThrough();

    /**
     * Has a publisher feed the job. It is asked for as many records as there is room for, so that it never waits in
     * {@link Flow.Subscriber#onNext}; with a journal that waits for the disk. The end of the publisher is that of the stream, and its
     * error fails the job.
     *
     * @return a new subscriber, for one subscription
     */
    Flow.Subscriber<T> subscriber();

    /** Ends the stream: what waits is processed, all windows close, and the job finishes when all its sources have. */
    @Override
    void close();
}
