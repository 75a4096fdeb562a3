package dev.millrace.api.table;

/**
 * A row of a table.
 *
 * @param key its key
 * @param value its value
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record Row<K, V>(K key, V value) {}
