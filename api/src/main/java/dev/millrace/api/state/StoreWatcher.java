package dev.millrace.api.state;

/**
 * Is told of writes, in the order of their versions, one call at a time. It may read and write the store. What it throws ends its
 * watch and nothing else ({@link Watch#failure}).
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface StoreWatcher<K, V> {

    /**
     * Called for every write.
     *
     * @param write with all its changes
     */
    void onWrite(StoreWrite<K, V> write);

    /**
     * Called in place of {@link #onWrite} for writes that were dropped because more than the limit waited.
     *
     * @param fromVersion the first of them
     * @param toVersion the last of them
     */
    default void onGap(long fromVersion, long toVersion) {}
}
