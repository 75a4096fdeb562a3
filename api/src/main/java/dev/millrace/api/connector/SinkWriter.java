package dev.millrace.api.connector;

/**
 * Writes the records of one sink, or its share of them.
 *
 * <p>The engine calls all methods on one thread, in this order:
 *
 * <pre>
 * (commit)*                     after a restart: what the last checkpoint says was prepared, perhaps once more
 * ( (isReady write)*            the records of an epoch
 *   prepare(e) commit(e) )*     both phases at its end; the end of input ends an epoch
 * (isSettled finish)?           the job has finished
 * (abort)?                      the job stopped between the two, and nobody will ever commit
 * close
 * </pre>
 *
 * <p>A writer that can keep the two phases makes nothing visible before {@link #commit}, and loses nothing after
 * {@link #prepare} has returned. If it is closed without a commit it must leave nothing visible behind. A job commits
 * only when all writers of all its sinks have prepared. Between the two calls of one epoch, records of the next may
 * be written.
 *
 * @param <T> type of the records
 */
public interface SinkWriter<T> {

    /**
     * Tells whether {@link #write} would take records without waiting. While it answers false the engine keeps the
     * records, and backpressure reaches the sources.
     *
     * @return true unless overridden
     */
    default boolean isReady() {
        return true;
    }

    /**
     * Writes a batch.
     *
     * @param records valid during this call only
     * @throws RecordRefusedException if one record cannot be written; those before it have been, and the writer gets those
     *     behind it in another call if the policy of the sink sets the record aside
     * @throws Exception whatever else went wrong; it fails the job, naming the sink
     */
    void write(Records<T> records) throws Exception;

    /**
     * First phase: makes all that was written so far durable, but not visible.
     *
     * @param epoch number of the epoch that ends here
     * @return what {@link #commit} needs, in the connector's own bytes; stored in the checkpoint
     * @throws Exception whatever went wrong; the epoch is not committed
     */
    default byte[] prepare(long epoch) throws Exception {
        return new byte[0];
    }

    /**
     * Second phase: makes a prepared epoch visible. Must succeed if it is called again.
     *
     * <p>With checkpoints several epochs may be prepared before the first of them is committed; they are committed in order.
     * After a restart a new writer first gets, before {@link #write} and {@link #prepare}, all commits that the checkpoint
     * knows of, in order: at least that of the last epoch, whether it had been committed or not. None means that this sink starts
     * from the beginning. What was prepared for other epochs is to be removed by the writer itself.
     *
     * @param epoch number of the epoch
     * @param prepared what {@link #prepare} returned, perhaps in an earlier process
     * @throws Exception whatever went wrong; it fails the job
     */
    default void commit(long epoch, byte[] prepared) throws Exception {}

    /**
     * Undoes {@link #prepare}: a job without checkpoints has failed or was cancelled before all sinks had prepared. Not called
     * if the process dies, nor in a job with checkpoints: there one of them may know what was prepared.
     *
     * @param epoch number of the epoch
     * @param prepared what {@link #prepare} returned
     * @throws Exception whatever went wrong; it is added to the job's failure
     */
    default void abort(long epoch, byte[] prepared) throws Exception {}

    /**
     * Tells whether all that was committed is where it belongs. A writer that sends to a slow system does so on a thread of its own, from
     * {@link #commit} on, and answers false meanwhile: the job does not end before, and its other tasks go on. What has not been sent
     * when {@link #prepare} is called belongs to what that returns, since no later checkpoint knows the epochs before.
     *
     * @return true unless overridden; also if sending has failed, which the next call of any other method throws
     */
    default boolean isSettled() {
        return true;
    }

    /**
     * The job has finished: everything is committed and {@linkplain #isSettled settled}, and nothing follows but {@link #close}.
     *
     * @throws Exception whatever went wrong; it fails the job
     */
    default void finish() throws Exception {}

    /**
     * Releases everything, and removes what was not prepared.
     *
     * @throws Exception whatever went wrong; it fails the job unless it has failed already
     */
    default void close() throws Exception {}
}
