package dev.millrace.api.connector;

/**
 * A description of where records go. Immutable.
 *
 * @param <T> type of the records
 */
public interface Sink<T> {

    /** What a sink can promise after a restart, given a source that can replay. */
    enum Guarantee {
        /** Nothing is lost, but what was written since the last checkpoint is written again. */
        AT_LEAST_ONCE,
        /** Records written again replace themselves. */
        IDEMPOTENT,
        /** Nothing is visible before its epoch is committed, and it becomes visible once. */
        TRANSACTIONAL
    }

    /**
     * Opens a writer. Called on the worker that will own it.
     *
     * @param context what the writer may use of its surroundings
     * @return a new writer
     * @throws Exception whatever went wrong; it fails the job, naming the sink
     */
    SinkWriter<T> open(WriterContext context) throws Exception;

    /**
     * Tells what the sink can promise.
     *
     * @return the strongest guarantee that its writers keep
     */
    Guarantee guarantee();

    /**
     * Tells how many writers may be open at the same time.
     *
     * @return 1 unless overridden; {@link Integer#MAX_VALUE} for one on each worker
     */
    default int writersMax() {
        return 1;
    }

    /**
     * Has this sink get records no faster than at a rate, by the clock of the job; backpressure reaches the sources. Records come
     * in batches, each as soon as those before it are paid for, so the rate holds over some seconds and not within a batch.
     *
     * @param recordsPerSecond at least 1, of all writers together
     * @return a sink with the same guarantee
     */
    default Sink<T> rateLimit(long recordsPerSecond) {
        return new RateLimitedSink<>(this, recordsPerSecond);
    }

    /**
     * Tells a user what this is.
     *
     * @return a short text without secrets, as {@code CSV to hourly.csv}
     */
    default String describe() {
        return getClass().getSimpleName();
    }
}
