package dev.millrace.engine.store.v1;

import dev.millrace.api.state.StoreChange;
import java.util.List;
import java.util.Map;

/**
 * What one version changes.
 *
 * @param version of the write
 * @param timeMillis when it was made
 * @param changes of different cells; none if there are marks alone
 * @param marks numbers noted beside the data
 */
public record Write<K, V>(long version, long timeMillis, List<StoreChange<K, V>> changes, Map<String, Long> marks) {}
