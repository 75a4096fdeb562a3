package dev.millrace.engine.table;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table as whoever reads its changes has them, by id; and the change that leads from one state of a row to the
 * next. Here it is decided that an insert comes first, an update or a delete only for a row that is there, and nothing where
 * the value stays the same. Owned by one thread.
 *
 * <p>What is kept of a row is the last change of it, which holds its key and value.
 */
public final class TableRows {

    /** At a capture. */
    private static final String LIST = "rows";

    /** Of a change, without key and value. */
    private static final int CHANGE_BYTES = 24;

    private final ObjectsById<Change<Object, Object>> rows = new ObjectsById<>();

    /** Makes one without rows. */
    public TableRows() {}

    /** The last change of a row; null if it is not there. */
    public @Nullable Change<Object, Object> row(int id) {
        return rows.get(id);
    }

    /**
     * Writes an entry for each row, where nothing else is kept of one.
     *
     * @param keys has the ids
     * @param changed is told of an id before its row is put or removed
     * @param out takes the entries
     */
    public void capture(KeyTable keys, ChangedRows changed, StateWriter out) {
        out.rows(LIST);
        changed.capture(out, 0, keys.idEnd(), (id, entries) -> {
            if (rows.get(id) != null) {
                entries.entry(keys, id);
                write(id, entries);
            }
        });
    }

    /** Takes in what {@link #capture} wrote, and gives ids to the keys. */
    public void restore(KeyTable keys, StateReader in) {
        while (in.next(LIST)) {
            read(in.newId(keys), in);
        }
    }

    /** Shows all rows. */
    public void show(KeyTable keys, BiConsumer<Object, Object> visitor) {
        for (int id = 0; id < keys.idEnd(); id++) {
            Change<Object, Object> row = rows.get(id);
            if (row != null) {
                visitor.accept(row.key(), row.value());
            }
        }
    }

    /** Adds a row to an entry, or that it is not there. */
    public void write(int id, StateWriter out) {
        Change<Object, Object> row = rows.get(id);
        out.writeValue(row == null ? null : row.value());
        if (row != null) {
            // Not that of the table of keys: there it may be a number, and the user's an Integer.
            out.writeValue(row.key());
        }
    }

    /** Reads what {@link #write} added. */
    public void read(int id, StateReader in) {
        Object value = in.readValue();
        if (value != null) {
            rows.set(id, new Change<>(ChangeKind.INSERT, in.readObject(), value));
        }
    }

    /**
     * Gives a row a value.
     *
     * @return what that changes; null if nothing
     */
    public @Nullable Change<Object, Object> put(int id, Object key, Object value) {
        Change<Object, Object> before = rows.get(id);
        if (before != null && before.value().equals(value)) {
            return null;
        }
        Change<Object, Object> change =
                new Change<>(before == null ? ChangeKind.INSERT : ChangeKind.UPDATE, key, value);
        rows.set(id, change);
        return change;
    }

    /**
     * Takes a row away, if it is there.
     *
     * @return what that changes; null if nothing
     */
    public @Nullable Change<Object, Object> remove(int id) {
        Change<Object, Object> before = rows.get(id);
        if (before == null) {
            return null;
        }
        rows.set(id, null);
        return new Change<>(ChangeKind.DELETE, before.key(), before.value());
    }

    /**
     * Tells what it keeps in memory.
     *
     * @param keys how many ids there have been at once
     */
    public void weigh(Footprint footprint, int keys) {
        rows.weighPages(footprint);
        footprint.objects(keys, CHANGE_BYTES);
        footprint.objects(keys, place -> {
            Change<Object, Object> row = rows.get((int) place);
            return row == null ? null : row.value();
        });
    }
}
