package dev.millrace.engine.store;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.VersionConflictException;
import dev.millrace.api.state.WriteBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes changes of different cells of the steps of a batch. Used with the store's lock. */
final class ChangeCollector<K extends Comparable<? super K>, V> {

    private final VersionedTable<K, V> table;

    /** By key and field; null for a deletion. */
    private final Map<K, Map<String, @Nullable V>> changes = new LinkedHashMap<>();

    ChangeCollector(VersionedTable<K, V> table) {
        this.table = table;
    }

    /**
     * Collects a batch.
     *
     * @throws VersionConflictException if a key has not the version that is required
     */
    List<StoreChange<K, V>> collect(WriteBatch<K, V> batch) {
        batch.requiredVersions().forEach(this::requireVersion);
        for (WriteBatch.Step<K, V> step : batch.steps()) {
            Map<String, @Nullable V> ofKey = changes.computeIfAbsent(step.key(), key -> new LinkedHashMap<>());
            if (step.field() != null) {
                ofKey.put(step.field(), step.value());
            } else {
                ofKey.replaceAll((field, value) -> null);
                addFields(step.key(), ofKey);
            }
        }
        List<StoreChange<K, V>> result = new ArrayList<>();
        changes.forEach((key, ofKey) -> ofKey.forEach((field, value) -> {
            if (value != null || isThere(key, field)) {
                result.add(new StoreChange<>(key, field, value));
            }
        }));
        return result;
    }

    private void requireVersion(K key, long expected) {
        Row<K, V> row = table.row(key);
        long actual = row == null ? 0 : row.lastVersion;
        if (actual != expected) {
            throw new VersionConflictException("key " + key + " is at version " + actual + ", and the batch requires "
                    + expected + "; read it again");
        }
    }

    private void addFields(K key, Map<String, @Nullable V> ofKey) {
        Row<K, V> row = table.row(key);
        if (row != null) {
            for (Cell<V> cell : row.cells()) {
                if (cell != null) {
                    ofKey.put(cell.field, null);
                }
            }
        }
    }

    private boolean isThere(K key, String field) {
        Row<K, V> row = table.row(key);
        Cell<V> cell = row == null ? null : row.find(field);
        Revision<V> newest = cell == null ? null : cell.newest();
        return newest != null && newest.value != null;
    }
}
