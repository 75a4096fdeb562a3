package dev.millrace.api.state;

import org.jspecify.annotations.Nullable;

/**
 * A part of a write: one cell has another value.
 *
 * @param key not null
 * @param field not null
 * @param value null if the cell was deleted
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record StoreChange<K, V>(
        K key, String field, @Nullable V value) {}
