package dev.millrace.api.state;

import java.time.Instant;
import java.util.List;

/**
 * All that one version has changed.
 *
 * @param version of the write
 * @param time of the write, by the store's clock; not before that of an earlier version
 * @param changes of different cells, at least one; unmodifiable
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record StoreWrite<K, V>(long version, Instant time, List<StoreChange<K, V>> changes) {}
