package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueInput;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what {@link StateWriter}s took from the tasks of one operator, as far as it belongs to one task now. Owned by
 * that task's thread.
 *
 * <pre>{@code
 * while (in.next("rows")) {
 *     int id = in.id(keys);
 *     long timestamp = in.readLong();
 *     Row row = (Row) in.readValue();
 * }
 * }</pre>
 */
public final class StateReader {

    private final List<Part> parts;
    private final Share share;
    private final LongUnaryOperator origins;
    private final Set<String> unread = new TreeSet<>();

    private @Nullable String list;
    private int part;
    private int entryNumber;

    /** About how many keys the list at hand has; 0 if nobody knows, or once the table of keys has been told. */
    private int keysExpected;

    /** Where the keys of the list at hand get ids and are not found yet. */
    private @Nullable KeyTable appendedTo;

    private @Nullable StoredList entries;
    private @Nullable BinaryInput entry;
    private long key;
    private @Nullable Object keyObject;

    /**
     * Which entries a task gets.
     *
     * @param taskIndex which of the tasks of its stage it is
     * @param taskCount how many there are
     * @param owns whether it owns a shard
     */
    public record Share(int taskIndex, int taskCount, IntPredicate owns) {}

    /** What one task left behind. */
    public static final class Part {

        private final int task;
        private final ValueDecoder values;
        private final Map<String, StoredList> lists;

        /**
         * Reads the directory of what one capture wrote, of all of the state.
         *
         * @param task which of the tasks of its stage wrote it
         * @param bytes of the operator
         * @param values of the task
         * @throws CorruptDataException if these are not what a writer wrote
         */
        public Part(int task, BinaryInput bytes, ValueDecoder values) {
            this(task, List.of(bytes), values, false);
        }

        /**
         * Reads the directories of what several captures wrote.
         *
         * @param task which of the tasks of its stage wrote them; there may be several parts of one, each with other entries
         * @param captures bytes of the operator, those of the newest capture first, and as many as that needs
         * @param values of the task at the newest capture
         * @param isOfVersion1 whether they are of version 1 of the format
         * @throws CorruptDataException if these are not what a writer wrote
         */
        public Part(int task, List<BinaryInput> captures, ValueDecoder values, boolean isOfVersion1) {
            this.task = task;
            this.values = values;
            lists = new LinkedHashMap<>();
            List<Map<String, StoredList.Piece>> pieces = captures.stream()
                    .map(bytes -> readDirectory(bytes, isOfVersion1))
                    .toList();
            pieces.get(0).keySet().forEach(name -> lists.put(name, find(name, pieces)));
        }

        private Part(int task, ValueDecoder values, Map<String, StoredList> lists) {
            this.task = task;
            this.values = values;
            this.lists = lists;
        }

        /** The same, for another task. */
        Part copy() {
            Map<String, StoredList> copies = new LinkedHashMap<>();
            lists.forEach((name, list) -> copies.put(name, list.copy()));
            return new Part(task, values, copies);
        }

        private static Map<String, StoredList.Piece> readDirectory(BinaryInput bytes, boolean isOfVersion1) {
            Map<String, StoredList.Piece> pieces = new LinkedHashMap<>();
            while (bytes.remaining() > 0) {
                String name = bytes.readString();
                if (pieces.put(name, StoredList.Piece.read(name, bytes, isOfVersion1)) != null) {
                    throw new CorruptDataException("two lists are called '" + name + "'");
                }
            }
            return pieces;
        }

        private static StoredList find(String name, List<Map<String, StoredList.Piece>> captures) {
            List<StoredList.Piece> found = new ArrayList<>();
            for (Map<String, StoredList.Piece> capture : captures) {
                StoredList.Piece piece = capture.get(name);
                if (piece == null) {
                    break;
                }
                found.add(piece);
                if (piece.kind() != StateWriter.CHANGED_ROWS) {
                    return new StoredList(name, found);
                }
            }
            throw new CorruptDataException("of the list '" + name + "' there are only changes");
        }

        Map<String, StoredList> lists() {
            return lists;
        }
    }

    /**
     * Makes one.
     *
     * @param parts of all tasks that the operator had
     * @param share of the task that reads
     * @param origins turns the origins of then into those of now
     */
    public StateReader(List<Part> parts, Share share, LongUnaryOperator origins) {
        this.parts = parts;
        this.share = share;
        this.origins = origins;
        parts.forEach(each -> unread.addAll(each.lists.keySet()));
    }

    /**
     * Goes to the next entry of a list, or to the first one of another list.
     *
     * @param name of the list
     * @return false if there are no more, or if there is no such list
     */
    public boolean next(String name) {
        if (!name.equals(list)) {
            assert appendedTo == null : "keys of the list '" + list + "' are not found yet";
            list = name;
            unread.remove(name);
            part = -1;
            entries = null;
            keysExpected = keysExpected(name);
        }
        while (true) {
            BinaryInput found = entries == null ? null : entries.next();
            if (found != null) {
                entryNumber++;
                entry = found;
                if (isForThisTask(found)) {
                    return true;
                }
            } else if (part + 1 < parts.size()) {
                part++;
                entryNumber = 0;
                entries = parts.get(part).lists.get(name);
            } else {
                list = null;
                if (appendedTo != null) {
                    appendedTo.index();
                    appendedTo = null;
                }
                return false;
            }
        }
    }

    private int keysExpected(String name) {
        long rows = 0;
        for (Part each : parts) {
            StoredList stored = each.lists.get(name);
            rows += stored == null ? 0 : stored.rowsExpected();
        }
        return (int) Math.min(rows / share.taskCount, Integer.MAX_VALUE);
    }

    private boolean isForThisTask(BinaryInput bytes) {
        int owner = bytes.readByte();
        if (owner < Shard.COUNT) {
            if (!share.owns.test(owner)) {
                return false;
            }
            readKey(bytes);
            return true;
        }
        return switch (owner) {
            case StateWriter.ALL_TASKS -> true;
            case StateWriter.ANY_TASK -> Math.floorMod(part + entryNumber - 1, share.taskCount) == share.taskIndex;
            default -> throw new CorruptDataException("an entry belongs to " + owner);
        };
    }

    private void readKey(BinaryInput bytes) {
        switch (bytes.readByte()) {
            case StateWriter.NUMBER_KEY -> {
                key = bytes.readSigned();
                keyObject = null;
            }
            case StateWriter.OBJECT_KEY -> {
                Object object = parts.get(part).values.read(bytes);
                if (object == null) {
                    throw new CorruptDataException("a key is null");
                }
                keyObject = object;
                key = StableHash.of(object);
            }
            default -> throw new CorruptDataException("a key of no known kind");
        }
    }

    /** The key of the entry, or its stable hash where it is an object. */
    public long key() {
        return key;
    }

    /** The key of the entry where it is an object, else null. */
    public @Nullable Object keyObject() {
        return keyObject;
    }

    /** The id of the entry's key, a new one if it had none. */
    public int id(KeyTable keys) {
        expectKeys(keys);
        return keys.idOf(key, keyObject);
    }

    /**
     * A new id for the entry's key, in a list that has one entry for each key, read to its end. Takes a fraction of the time
     * of {@link #id}.
     *
     * @param keys had none before this list, and finds none before the end of it
     */
    public int newId(KeyTable keys) {
        expectKeys(keys);
        appendedTo = keys;
        return keys.append(key, keyObject);
    }

    private void expectKeys(KeyTable keys) {
        if (keysExpected > 0) {
            keys.expect(keysExpected);
            keysExpected = 0;
        }
    }

    /** Which of the tasks left the entry behind; the entries of one come in the order in which it wrote them. */
    public int task() {
        return parts.get(part).task;
    }

    private BinaryInput entry() {
        if (entry == null) {
            throw new IllegalStateException("no entry yet");
        }
        return entry;
    }

    /** Reads a field. */
    public long readLong() {
        return entry().readSigned();
    }

    /** Reads a field. */
    public int readInt() {
        long value = entry().readSigned();
        if (value != (int) value) {
            throw new CorruptDataException("an int is " + value);
        }
        return (int) value;
    }

    /** Reads a field. */
    public boolean readBoolean() {
        return entry().readBoolean();
    }

    /** Reads a field. */
    public String readString() {
        return entry().readString();
    }

    /** Reads a field. */
    public long readBits() {
        return entry().readLong();
    }

    /** Reads a field: where a row came from, in the numbers of this job. */
    public long readOrigin() {
        return origins.applyAsLong(entry().readLong());
    }

    /** Reads a field of any class that has a codec. */
    public @Nullable Object readValue() {
        return parts.get(part).values.read(entry());
    }

    /** Reads a field of any class that has a codec, and that is never null. */
    public Object readObject() {
        Object value = readValue();
        if (value == null) {
            throw new CorruptDataException("a value is null");
        }
        return value;
    }

    /**
     * Reads the three fields of a row.
     *
     * @param into takes it as its last row; there must be room
     */
    public void readRow(Batch into) {
        int row = into.size++;
        into.timestamps[row] = readLong();
        into.origins[row] = readOrigin();
        into.values[row] = readObject();
    }

    /** Gives the parts of the next field, for one that reads itself; valid until the next entry. */
    public ValueInput parts() {
        return new ValueInput(entry(), parts.get(part).values, origins);
    }

    /** Whether the entry has further fields. */
    public boolean hasMore() {
        return entry().remaining() > 0;
    }

    /** The lists that nobody has asked for: state that would be lost. */
    public Set<String> unread() {
        return unread;
    }
}
