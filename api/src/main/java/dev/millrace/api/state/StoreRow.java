package dev.millrace.api.state;

import java.util.Map;

/**
 * A key with its fields.
 *
 * @param key not null
 * @param fields values by field, sorted, unmodifiable, not empty
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record StoreRow<K, V>(K key, Map<String, V> fields) {}
