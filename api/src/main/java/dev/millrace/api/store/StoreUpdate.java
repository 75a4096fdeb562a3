package dev.millrace.api.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One cell of a store has got a value, or lost it.
 *
 * @param version of the write that did it
 * @param time of that write, by the store's clock; not before that of an earlier version
 * @param key not null
 * @param field not null
 * @param value null if the cell was deleted
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record StoreUpdate<K, V>(
        long version,
        Instant time,
        K key,
        String field,
        @Nullable V value) {}
