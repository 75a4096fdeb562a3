package dev.millrace.api.connector;

import java.util.List;

/**
 * Finds splits that appear while a job runs, as partitions that are added to a topic. Opened by {@link Source#discover}.
 *
 * <p>All methods are called on the worker of the source's first task. A client library that blocks gets a thread inside the
 * connector. A split that was found is read by one of the tasks that the source had when the job started; after a restart it
 * is one of {@link Source#splits}.
 *
 * @param <T> type of the records
 */
public interface SplitDiscovery<T> {

    /**
     * Takes the splits that have been found since the last call, without waiting. Called at every step, so it must be cheap.
     *
     * @return splits, each once and with an id that no other one has; empty nearly always
     * @throws Exception whatever went wrong; it fails the job
     */
    List<? extends Split<T>> found() throws Exception;

    /**
     * Releases everything.
     *
     * @throws Exception whatever went wrong; it fails the job unless it has failed already
     */
    default void close() throws Exception {}
}
