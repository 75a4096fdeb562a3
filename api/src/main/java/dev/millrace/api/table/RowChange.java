package dev.millrace.api.table;

/**
 * A row that was added to a table or taken away. An update is two of them, the row before and the row after, so that whoever
 * keeps a sum can subtract the one and add the other.
 *
 * @param kind what happened
 * @param key the row's key
 * @param value the row's value: what it became, or what it was where it is taken away
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record RowChange<K, V>(RowKind kind, K key, V value) {

    /** As {@code +U[7, open]}. */
    @Override
    public String toString() {
        return kind.mark() + "[" + key + ", " + value + "]";
    }
}
