package dev.millrace.engine.store;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.VersionGoneException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads without locks. What is seen of the present may be trimmed before it is read, by writes that are newer; then there is
 * a newer present, and it is read again.
 */
final class Reads<K extends Comparable<? super K>, V> {

    /** Tries of a read of several keys before it holds on to a moment. */
    private static final int TRIES_MAX = 3;

    private final VersionedTable<K, V> table;

    Reads(VersionedTable<K, V> table) {
        this.table = table;
    }

    @Nullable
    V get(K key, String field) {
        while (true) {
            Revision<V> revision = table.find(key, field, Moment.ofVersion(table.published()));
            if (revision == null || !revision.isGone()) {
                return revision == null ? null : revision.value;
            }
        }
    }

    Map<String, V> getAll(K key) {
        return getAll(List.of(key)).getOrDefault(key, Map.of());
    }

    Map<K, Map<String, V>> getAll(Collection<? extends K> keys) {
        for (int i = 0; i < TRIES_MAX; i++) {
            Map<K, Map<String, V>> found = find(keys, Moment.ofVersion(table.published()));
            if (found != null) {
                return found;
            }
        }
        try (TableView<K, V> view = TableView.open(table, () -> Moment.ofVersion(table.published()))) {
            Map<K, Map<String, V>> found = new LinkedHashMap<>();
            for (K key : keys) {
                put(key, view.getAll(key), found);
            }
            return Collections.unmodifiableMap(found);
        }
    }

    private @Nullable Map<K, Map<String, V>> find(Collection<? extends K> keys, Moment moment) {
        Map<K, Map<String, V>> found = new LinkedHashMap<>();
        for (K key : keys) {
            Map<String, V> fields = table.find(key, moment);
            if (fields == null) {
                return null;
            }
            put(key, fields, found);
        }
        return Collections.unmodifiableMap(found);
    }

    private static <K, V> void put(K key, Map<String, V> fields, Map<K, Map<String, V>> found) {
        if (!fields.isEmpty()) {
            found.put(key, fields);
        }
    }

    /** Checks a version that somebody wants to see. */
    Moment moment(long version) {
        long published = table.published();
        if (version < 0 || version > published) {
            throw new IllegalArgumentException("versions go from 0 to " + published + ", got " + version);
        }
        return Moment.ofVersion(version);
    }

    @Nullable
    V getAsOf(K key, String field, Moment moment) {
        return valueOf(table.find(key, field, moment), moment);
    }

    static <V> @Nullable V valueOf(@Nullable Revision<V> revision, Moment moment) {
        if (revision != null && revision.isGone()) {
            throw gone(moment);
        }
        return revision == null ? null : revision.value;
    }

    static VersionGoneException gone(Moment moment) {
        String when = moment.timeMillis() == Long.MAX_VALUE
                ? "of version " + moment.version()
                : "of " + Instant.ofEpochMilli(moment.timeMillis());
        return new VersionGoneException("what was there as " + when
                + " has been forgotten; keep more by the store's retention, or hold a view");
    }

    List<StoreRevision<V>> history(K key, String field) {
        Row<K, V> row = table.row(key);
        Cell<V> cell = row == null ? null : row.find(field);
        List<StoreRevision<V>> revisions = new ArrayList<>();
        if (cell != null) {
            // A chain does not lose a link that has been passed; what has been cut behind it is not there.
            Moment moment = Moment.ofVersion(table.published());
            @Nullable Revision<V> revision = cell.find(moment);
            while (revision != null && revision.isGone()) {
                revision = cell.find(Moment.ofVersion(table.published()));
            }
            while (revision != null && !revision.isGone()) {
                revisions.add(new StoreRevision<>(
                        revision.version, Instant.ofEpochMilli(revision.timeMillis), revision.value));
                revision = revision.older();
            }
        }
        return Collections.unmodifiableList(revisions);
    }

    /** All writes after a version that a view holds on to, up to the present. */
    List<StoreWrite<K, V>> writesAfter(long from) {
        Moment present = Moment.ofVersion(table.published());
        Map<Long, StoreWrite<K, V>> writes = new TreeMap<>();
        for (Row<K, V> row : table.rows()) {
            for (Cell<V> cell : row.cells()) {
                if (cell != null) {
                    collect(row.key, cell, from, present, writes);
                }
            }
        }
        if (table.forgotten().version() > from) {
            throw gone(Moment.ofVersion(from));
        }
        return List.copyOf(writes.values());
    }

    private void collect(K key, Cell<V> cell, long from, Moment present, Map<Long, StoreWrite<K, V>> writes) {
        @Nullable Revision<V> revision = cell.find(present);
        for (; revision != null && (revision.isGone() || revision.version > from); revision = revision.older()) {
            if (revision.isGone()) {
                throw gone(Moment.ofVersion(from));
            }
            Instant time = Instant.ofEpochMilli(revision.timeMillis);
            writes.computeIfAbsent(revision.version, version -> new StoreWrite<>(version, time, new ArrayList<>()))
                    .changes()
                    .add(new StoreChange<>(key, cell.field, revision.value));
        }
    }

    long version(K key) {
        long published = table.published();
        Row<K, V> row = table.row(key);
        return row == null ? 0 : row.version(published);
    }
}
