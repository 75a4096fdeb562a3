package dev.millrace.connector.postgres;

import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.MapState;
import dev.millrace.api.state.StateSpec;
import java.io.Serial;
import java.util.List;

/**
 * Makes a truncation a deletion of each row, whose keys it keeps.
 *
 * @param keys of the rows that there are
 */
record TruncatedRows<K, V>(MapSpec<K, Boolean> keys)
        implements ProcessFunction<String, PostgresChange<K, V>, PostgresChange<K, V>> {

    @Serial
    private static final long serialVersionUID = 1L;

    static <K, V> TruncatedRows<K, V> of(Class<K> key) {
        return new TruncatedRows<>(StateSpec.map("keys", key, Boolean.class));
    }

    @Override
    public List<StateSpec<?>> states() {
        return List.of(keys);
    }

    @Override
    public void process(RecordContext<String, PostgresChange<K, V>, PostgresChange<K, V>> record) {
        PostgresChange<K, V> change = record.value();
        MapState<K, Boolean> present = record.state(keys);
        K key = change.key();
        if (key == null) {
            for (K deleted : present.entries().keySet()) {
                record.emit(new PostgresChange<>(PostgresChange.Kind.DELETE, deleted, null));
            }
            present.clear();
            return;
        }
        if (change.row() == null) {
            present.remove(key);
        } else {
            present.put(key, true);
        }
        record.emit(change);
    }
}
