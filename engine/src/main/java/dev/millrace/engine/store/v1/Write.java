package dev.millrace.engine.store.v1;

import dev.millrace.api.state.StoreChange;
import java.util.List;

/** What one version changes. */
public record Write<K, V>(long version, long timeMillis, List<StoreChange<K, V>> changes) {}
