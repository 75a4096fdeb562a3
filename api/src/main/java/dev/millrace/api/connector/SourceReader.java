package dev.millrace.api.connector;

import java.util.OptionalLong;

/**
 * Reads one split, in order.
 *
 * <p>The engine calls all methods on one thread: {@link #read} again and again, {@link #position} and {@link #onDurable} between two
 * reads, {@link #close} once. No method may wait for records. A client library that blocks gets a thread inside the connector,
 * which hands over records through a bounded queue and calls {@link ReaderContext#wakeUp}.
 *
 * @param <T> type of the records
 */
public interface SourceReader<T> {

    /** What a reader found. */
    enum Status {
        /** There was something to collect, and there may be more. */
        DATA,
        /** The reader asked, and stands at the known end of a live split. Nothing was collected. */
        CAUGHT_UP,
        /** The reader could not ask, or waits for an answer. Nothing was collected. The split holds time back. */
        UNAVAILABLE,
        /** A bounded split is at its end. Nothing was collected, and nothing will be. */
        END
    }

    /**
     * Collects at most {@link RecordCollector#remaining} records, without waiting.
     *
     * @param out takes the records; not to be kept
     * @return {@link Status#DATA} exactly if a record was collected, or bytes were refused
     * @throws Exception whatever went wrong; it fails the job
     */
    Status read(RecordCollector<T> out) throws Exception;

    /**
     * The position after the last record collected, for {@link Split#open}.
     *
     * @return the connector's own bytes
     * @throws Exception whatever went wrong; it fails the checkpoint
     */
    byte[] position() throws Exception;

    /**
     * The job will not go back behind a position: all checkpoints that it keeps have that one or a later one, so what lies before it may be
     * forgotten where the records come from. Called after a checkpoint is complete, once so many are as are retained, and when the job has
     * ended well and all its sinks have committed, if the source is {@linkplain Source#isReplayable() replayable}; in a job without checkpoints only then. A savepoint may be older, and so may a checkpoint from which a job goes on because the disk has damaged all those behind
     * it: a reader that is opened where nothing is any more must say so. Of a split that had ended before a restart nobody is told any more.
     *
     * @param position what {@link #position} has returned once; of a reader that has ended perhaps again and again
     * @throws Exception whatever went wrong; it fails the job
     */
    default void onDurable(byte[] position) throws Exception {}

    /**
     * How many records it knows to lie before it that it has not collected: its lag. Asked for often, so that it must be known
     * without looking for it, and after {@link #close}, too.
     *
     * @return 0 or more, perhaps of a moment ago; empty, as unless overridden, if it does not know
     */
    default OptionalLong lag() {
        return OptionalLong.empty();
    }

    /**
     * Releases everything.
     *
     * @throws Exception whatever went wrong; it fails the job unless it has failed already
     */
    void close() throws Exception;
}
