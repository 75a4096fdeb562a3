package dev.millrace.api.state;

import org.jspecify.annotations.Nullable;

/**
 * An aggregate of the key at hand. To be used only within the call that gave it, on its thread; else methods throw an
 * {@link IllegalStateException}.
 *
 * @param <V> type of what is added
 * @param <R> type of the result
 */
public interface AggregatingState<V, R> {

    /**
     * Adds a value. Its place in event time, which some aggregates look at, is that of the call.
     *
     * @param value not null
     * @throws Exception whatever the aggregate throws
     */
    void add(V value) throws Exception;

    /**
     * The result over all that was added.
     *
     * @return null if nothing was, or it is expired
     * @throws Exception whatever the aggregate throws
     */
    @Nullable
    R get() throws Exception;

    /** Forgets what was added. */
    void clear();
}
