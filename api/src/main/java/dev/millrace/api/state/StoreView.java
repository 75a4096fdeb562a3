package dev.millrace.api.state;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store as of one version. What it can read is kept while it is open, so close it. Thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface StoreView<K extends Comparable<? super K>, V> extends AutoCloseable {

    /**
     * No write with a higher version can be seen in it; of a view as of a time, not all up to that may be.
     *
     * @return 0 if that is before the first write
     */
    long version();

    /**
     * Reads a value.
     *
     * @param key not null
     * @param field not null
     * @return as of the version, or null
     * @throws VersionGoneException if retention had not kept it when the view was opened
     */
    @Nullable
    V get(K key, String field);

    /**
     * Reads all fields of a key.
     *
     * @param key not null
     * @return values by field, sorted, unmodifiable; empty if there are none
     * @throws VersionGoneException as for {@link #get}
     */
    Map<String, V> getAll(K key);

    /**
     * All keys that have fields, in their order.
     *
     * @return read from the store as it is consumed, which throws {@link VersionGoneException} as {@link #get} does
     */
    Stream<StoreRow<K, V>> rows();

    /**
     * The keys that have fields in a range, in their order.
     *
     * @param from the first, inclusive; null for no bound
     * @param to the last, exclusive; null for no bound
     * @return as {@link #rows}
     */
    Stream<StoreRow<K, V>> range(@Nullable K from, @Nullable K to);

    /** Lets the store forget what only this could still read. */
    @Override
    void close();
}
