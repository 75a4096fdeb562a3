package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.type.ValueOutput;
import dev.millrace.engine.batch.Shard;
import org.jspecify.annotations.Nullable;

/**
 * Takes the state of one operator of one task: named lists of entries, each of which says to whom it belongs, so that the
 * tasks of a job with another number of workers can divide them anew. Owned by the task's thread.
 *
 * <pre>{@code
 * out.list("rows");
 * for (...) {
 *     out.entry(keys, id);
 *     out.writeLong(timestamp);
 *     out.writeValue(row);
 * }
 * }</pre>
 *
 * <p>Layout, of which {@link StateReader} is the other half:
 *
 * <pre>
 * list:  name, kind (byte: 0 entries, 1 all rows, 2 changed rows), if it is of rows: groups (varint) and each (varint),
 *        entries (int), bytes (int), entry...
 * entry: bytes (int), if it is a row: group (varint), row (varint); owner (byte: shard of its key, or 128 for any task, or 129
 *        for all of them, or 130 for a row that is gone), key if it has one, fields
 * key:   0 and a signed number, or 1 and a value
 * </pre>
 *
 * <p>A list of entries is whole each time. A list of rows can be written in pieces, one after the other: all rows first, and then
 * those that have changed ({@link ChangedRows}). A row is known by its group and its number, whatever its key is, and its newest entry
 * counts. Rows of groups that the newest piece does not name are gone. In version 1 of the format lists have neither kinds
 * nor groups.
 */
public final class StateWriter {

    /** In place of a shard: the entry belongs to no key, and any one task may have it. */
    static final int ANY_TASK = Shard.COUNT;

    /** In place of a shard: the entry belongs to no key, and every task needs it. */
    static final int ALL_TASKS = Shard.COUNT + 1;

    /** In place of a shard: there is no such row any more. */
    static final int REMOVED = Shard.COUNT + 2;

    /** Kinds of lists. */
    static final int ENTRIES = 0;

    static final int ALL_ROWS = 1;
    static final int CHANGED_ROWS = 2;

    static final int NUMBER_KEY = 0;
    static final int OBJECT_KEY = 1;

    private static final int NONE = -1;

    private final ValueEncoder values;
    private final int taskIndex;
    private final Extent extent;

    /** Has the pieces; null if all is to be written at once, into one. */
    private final @Nullable CapturePieces pieces;

    /** The piece at hand. */
    private BinaryOutput out;

    private ValueOutput parts;

    /** Takes the rows of the list at hand; null if they are written here. */
    private @Nullable LaterRows later;

    /** What went wrong while somebody changed a row, whose fault it is not: thrown when rows are written next. */
    private @Nullable Throwable failure;

    private boolean hasRows;
    private int group;

    /** The row whose entry comes next; {@link #NONE} once it has. */
    private int row = NONE;

    private int listAt = NONE;
    private int entries;
    private int entryAt = NONE;

    /**
     * Makes one.
     *
     * @param out takes the bytes
     * @param values of the task
     * @param taskIndex which of the tasks of its stage this is
     */
    public StateWriter(BinaryOutput out, ValueEncoder values, int taskIndex) {
        this(out, values, taskIndex, Extent.WHOLE);
    }

    /**
     * Makes one.
     *
     * @param out takes the bytes
     * @param values of the task
     * @param taskIndex which of the tasks of its stage this is
     * @param extent how much is to be written
     */
    public StateWriter(BinaryOutput out, ValueEncoder values, int taskIndex, Extent extent) {
        this(out, null, values, taskIndex, extent);
    }

    /**
     * Makes one that leaves rows for later.
     *
     * @param pieces takes the bytes
     * @param values of the task
     * @param taskIndex which of the tasks of its stage this is
     * @param extent how much is to be written
     */
    public StateWriter(CapturePieces pieces, ValueEncoder values, int taskIndex, Extent extent) {
        this(pieces.current(), pieces, values, taskIndex, extent);
    }

    private StateWriter(
            BinaryOutput out, @Nullable CapturePieces pieces, ValueEncoder values, int taskIndex, Extent extent) {
        this.pieces = pieces;
        this.extent = extent;
        this.out = out;
        this.values = values;
        parts = new ValueOutput(out, values);
        this.taskIndex = taskIndex;
    }

    /** Makes one that writes what is in the list at hand, and nothing else. */
    StateWriter forPiece(BinaryOutput piece) {
        StateWriter rows = new StateWriter(piece, null, values, taskIndex, extent);
        rows.hasRows = hasRows;
        rows.listAt = 0;
        return rows;
    }

    /** Goes on in another piece. */
    void goOnIn(BinaryOutput piece) {
        endEntry();
        out = piece;
        parts = new ValueOutput(piece, values);
    }

    /** Which of the tasks of its stage this is. */
    public int taskIndex() {
        return taskIndex;
    }

    /** How much is to be written, of lists of rows; others are always whole. */
    public Extent extent() {
        return extent;
    }

    /** Starts a list; a name is used once. */
    public void list(String name) {
        end();
        out.writeString(name);
        out.writeByte(ENTRIES);
        start(false);
    }

    /** Starts a list of rows in one group, number 0, whose entries {@link ChangedRows#capture} writes. */
    public void rows(String name) {
        rows(name, 0);
    }

    /**
     * Starts a list of rows, whose entries {@link ChangedRows#capture} writes, group by group.
     *
     * @param name is used once
     * @param groups all that there are; a number is not used again for another group
     */
    public void rows(String name, int... groups) {
        end();
        out.writeString(name);
        out.writeByte(extent.isWhole() ? ALL_ROWS : CHANGED_ROWS);
        out.writeVarint(groups.length);
        for (int each : groups) {
            out.writeVarint(each);
        }
        start(true);
        leaveForLater();
    }

    /**
     * Starts a list, whole each time, of entries that are written later: {@link #onPending} is told of them next.
     *
     * @param name is used once
     * @return takes the entries
     */
    public StateWriter listForLater(String name) {
        list(name);
        leaveForLater();
        return entryTarget();
    }

    private void leaveForLater() {
        if (pieces != null) {
            later = pieces.cut(this, listAt);
            listAt = NONE;
            goOnIn(pieces.current());
        }
    }

    private void start(boolean isOfRows) {
        hasRows = isOfRows;
        listAt = out.size();
        entries = 0;
        out.writeInt(0);
        out.writeInt(0);
    }

    /** Takes what is in the list at hand, now or later. */
    StateWriter entryTarget() {
        return later == null ? this : later.writer();
    }

    /** Entries of the list at hand are pending. */
    public void onPending(PendingEntries entries) {
        if (later == null) {
            entries.writeAllPending();
        } else {
            later.add(entries);
        }
    }

    /**
     * Writes an entry whose subject is about to change. Does not throw: what goes wrong fails the capture, and not who changes it.
     *
     * @param entry writes it here
     */
    public void writeBeforeChange(Runnable entry) {
        if (failure == null) {
            try {
                entry.run();
            } catch (RuntimeException | Error failed) {
                failure = failed;
            }
        }
    }

    /** Throws what went wrong before. */
    void requireNoFailure() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unstorable) {
            throw unstorable;
        }
    }

    /** Writes the entry of a row: what it has, or that it is gone. */
    void writeRow(int ofGroup, int number, ChangedRows.RowWriter writer) {
        group = ofGroup;
        row = number;
        writer.write(number, this);
        if (row != NONE && !extent.isWhole()) {
            startEntry(REMOVED);
        }
        row = NONE;
    }

    /** Starts an entry that belongs to a key. */
    public void entry(KeyTable keys, int id) {
        entry(keys.key(id), keys.keyObjectOrNull(id));
    }

    /**
     * Starts an entry that belongs to a key.
     *
     * @param key the number, or the stable hash of the object
     * @param object the key where it is an object, else null
     */
    public void entry(long key, @Nullable Object object) {
        startEntry(object == null ? Shard.ofLong(key) : Shard.ofHash(key));
        if (object == null) {
            out.writeByte(NUMBER_KEY);
            out.writeSigned(key);
        } else {
            out.writeByte(OBJECT_KEY);
            values.write(object, out);
        }
    }

    /** Starts an entry that one task will get, whichever. */
    public void entryForAny() {
        startEntry(ANY_TASK);
    }

    /** Starts an entry that all tasks will get, as each of them gets those of all others. */
    public void entryForAll() {
        startEntry(ALL_TASKS);
    }

    private void startEntry(int owner) {
        assert listAt != NONE : "an entry stands in a list";
        endEntry();
        entries++;
        entryAt = out.size();
        out.writeInt(0);
        if (hasRows) {
            assert row != NONE : "a row has one entry";
            out.writeVarint(group);
            out.writeVarint(row);
            row = NONE;
        }
        out.writeByte(owner);
    }

    /** Adds a field. */
    public void writeLong(long value) {
        out.writeSigned(value);
    }

    /** Adds a field. */
    public void writeInt(int value) {
        out.writeSigned(value);
    }

    /** Adds a field. */
    public void writeBoolean(boolean value) {
        out.writeBoolean(value);
    }

    /** Adds a field. */
    public void writeString(String value) {
        out.writeString(value);
    }

    /** Adds a field whose small values are no more frequent than others, as bits of doubles: eight bytes. */
    public void writeBits(long value) {
        out.writeLong(value);
    }

    /** Adds a field that holds where a row came from. */
    public void writeOrigin(long origin) {
        out.writeLong(origin);
    }

    /**
     * Adds three fields: a row's time, where it came from, and its value.
     *
     * @param timestamp its event time, epoch milliseconds
     * @param origin where it came from
     * @param value its record, of any class that has a codec
     */
    public void writeRow(long timestamp, long origin, @Nullable Object value) {
        writeLong(timestamp);
        writeOrigin(origin);
        writeValue(value);
    }

    /** Adds a field of any class that has a codec. */
    public void writeValue(@Nullable Object value) {
        values.write(value, out);
    }

    /** Takes the parts of a field, for one that writes itself. */
    public ValueOutput parts() {
        return parts;
    }

    void endEntry() {
        if (entryAt != NONE) {
            out.setInt(entryAt, out.size() - entryAt - Integer.BYTES);
            entryAt = NONE;
        }
    }

    /** Number of entries so far. Only of one that writes rows and nothing else. */
    int entries() {
        return entries;
    }

    /** Ends the last list. */
    public void end() {
        endEntry();
        later = null;
        if (listAt != NONE) {
            out.setInt(listAt, entries);
            out.setInt(listAt + Integer.BYTES, out.size() - listAt - 2 * Integer.BYTES);
            listAt = NONE;
        }
    }
}
