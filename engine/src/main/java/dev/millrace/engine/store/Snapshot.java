package dev.millrace.engine.store;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.store.v1.FileNames;
import dev.millrace.engine.store.v1.SnapshotHeader;
import dev.millrace.engine.store.v1.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a table as of one version to a file, while others go on writing. */
final class Snapshot<K extends Comparable<? super K>, V> {

    private final Storage storage;
    private final VersionedTable<K, V> table;
    private final Moment moment;
    private final Codecs codecs;

    /**
     * Makes one.
     *
     * @param moment that a view holds on to
     * @param codecs write keys and values
     */
    Snapshot(Storage storage, VersionedTable<K, V> table, Moment moment, Codecs codecs) {
        this.codecs = codecs;
        this.storage = storage;
        this.table = table;
        this.moment = moment;
    }

    /**
     * Writes it, and then removes the files before it.
     *
     * @param number of the log that has all writes after it
     */
    void write(long number, long timeMillis) throws IOException {
        Moment forgotten = table.forgotten();
        SnapshotHeader header =
                new SnapshotHeader(moment.version(), timeMillis, forgotten.version(), forgotten.timeMillis());
        try (SnapshotWriter writer = new SnapshotWriter(storage, number, header, codecs)) {
            for (Row<K, V> row : table.rows()) {
                write(row, writer);
            }
            // They may be newer than the rows: then the log that follows has what they are of, and it is durable
            // already.
            Map<String, Long> marks = table.marks();
            if (!marks.isEmpty()) {
                writer.marks(marks);
            }
            writer.finish();
        }
        removeFilesBefore(storage, number);
    }

    private void write(Row<K, V> row, SnapshotWriter writer) throws IOException {
        List<Cell<V>> cells = new ArrayList<>();
        List<Revision<V>> newest = new ArrayList<>();
        for (Cell<V> cell : row.cells()) {
            Revision<V> revision = cell == null ? null : cell.find(moment);
            if (cell != null && revision != null && !revision.isGone()) {
                cells.add(cell);
                newest.add(revision);
            }
        }
        if (!cells.isEmpty()) {
            writer.row(row.key, row.version(moment.version()), cells.size());
            for (int i = 0; i < cells.size(); i++) {
                write(cells.get(i).field, newest.get(i), writer);
            }
        }
    }

    private void write(String field, Revision<V> newest, SnapshotWriter writer) {
        List<Revision<V>> revisions = new ArrayList<>();
        @Nullable Revision<V> revision = newest;
        while (revision != null && !revision.isGone()) {
            revisions.add(revision);
            revision = revision.older();
        }
        writer.cell(field, revision != null, revisions.size());
        for (Revision<V> each : revisions) {
            writer.revision(each.version, each.timeMillis, each.value);
        }
    }

    /** Removes what a snapshot has made superfluous, and what was not finished. */
    static void removeFilesBefore(Storage storage, long number) throws IOException {
        List<String> names = storage.names();
        for (String name : names) {
            if (FileNames.isUnfinished(name)) {
                storage.delete(name);
            }
        }
        for (long log : FileNames.logs(names)) {
            if (log < number) {
                storage.delete(FileNames.log(log));
            }
        }
        for (long snapshot : FileNames.snapshots(names)) {
            if (snapshot < number) {
                storage.delete(FileNames.snapshot(snapshot));
            }
        }
    }
}
