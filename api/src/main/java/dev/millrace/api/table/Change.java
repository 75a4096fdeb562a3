package dev.millrace.api.table;

/**
 * One change of a table.
 *
 * @param kind what happened
 * @param key the row's key
 * @param value its new value; the last one for a {@link ChangeKind#DELETE}
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record Change<K, V>(ChangeKind kind, K key, V value) {}
