package dev.millrace.engine.store;

import dev.millrace.engine.store.v1.SnapshotReader;
import org.jspecify.annotations.Nullable;

/** Puts the rows of a snapshot into a table. */
final class RestoredRows<K extends Comparable<? super K>, V> implements SnapshotReader.Rows<K, V> {

    private final VersionedTable<K, V> table;
    private @Nullable Row<K, V> row;
    private @Nullable Cell<V> cell;
    private @Nullable Revision<V> oldest;
    private boolean isCut;
    private int revisionsLeft;

    RestoredRows(VersionedTable<K, V> table) {
        this.table = table;
    }

    @Override
    public void row(K key, long version) {
        Row<K, V> restored = table.findOrAdd(key);
        restored.lastVersion = version;
        restored.forgottenVersion = version;
        row = restored;
    }

    @Override
    public void mark(String name, long value) {
        table.restoreMark(name, value);
    }

    @Override
    public void cell(String field, boolean hasForgotten, int revisions) {
        assert row != null : "no row";
        cell = row.findOrAdd(field);
        isCut = hasForgotten;
        oldest = null;
        revisionsLeft = revisions;
    }

    @Override
    public void revision(long version, long timeMillis, @Nullable V value) {
        assert cell != null : "no cell";
        Revision<V> revision = new Revision<>(version, timeMillis, value, null);
        if (oldest == null) {
            cell.restore(revision);
        } else {
            oldest.setOlder(revision);
        }
        oldest = revision;
        if (--revisionsLeft == 0 && isCut) {
            revision.setOlder(Revision.gone());
        }
    }
}
