package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.engine.batch.Shard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lists of one operator of one task, as they stand in the file: for those who look into it. Used by one thread. */
public final class StateLists {

    private final StateReader.Part part;
    private final ValueDecoder values;

    /**
     * A list.
     *
     * @param name of the list
     * @param entries how many there are
     * @param bytes of all of them
     */
    public record Size(String name, int entries, int bytes) {}

    /** Gets entries. */
    public interface Visitor {

        /**
         * Gets one.
         *
         * @param owner who has it
         * @param key if it belongs to one: a {@code Long}, or what the decoder reads; else null
         * @param fields all that follow
         */
        void visit(EntryOwner owner, @Nullable Object key, BinaryInput fields);
    }

    /**
     * Looks into lists.
     *
     * @param part has them
     * @param values reads keys
     */
    public StateLists(StateReader.Part part, ValueDecoder values) {
        this.part = part;
        this.values = values;
    }

    /** What lists there are, in the order in which they were written. */
    public List<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        part.lists().forEach((name, list) -> sizes.add(size(name, list)));
        return sizes;
    }

    private static Size size(String name, StoredList list) {
        if (list.isInOnePiece()) {
            return new Size(name, list.newest().entries(), list.newest().bytes().remaining());
        }
        int entries = 0;
        int bytes = 0;
        StoredList copy = list.copy();
        copy.keepWhole();
        while (copy.next() != null) {
            entries++;
            bytes += Integer.BYTES + copy.whole().remaining();
        }
        return new Size(name, entries, bytes);
    }

    /**
     * Goes through a list; once.
     *
     * @param list its name; nothing happens if there is none
     * @throws CorruptDataException if the bytes are not what a writer wrote
     */
    public void visit(String list, Visitor visitor) {
        StoredList found = part.lists().get(list);
        if (found == null) {
            return;
        }
        for (BinaryInput entry = found.next(); entry != null; entry = found.next()) {
            int owner = entry.readByte();
            if (owner < Shard.COUNT) {
                visitor.visit(EntryOwner.KEY, readKey(entry), entry);
            } else {
                visitor.visit(owner(owner), null, entry);
            }
        }
    }

    private static EntryOwner owner(int code) {
        return switch (code) {
            case StateWriter.ANY_TASK -> EntryOwner.ANY_TASK;
            case StateWriter.ALL_TASKS -> EntryOwner.ALL_TASKS;
            default -> throw new CorruptDataException("an entry belongs to " + code);
        };
    }

    private @Nullable Object readKey(BinaryInput entry) {
        int kind = entry.readByte();
        return switch (kind) {
            case StateWriter.NUMBER_KEY -> (Object) entry.readSigned();
            case StateWriter.OBJECT_KEY -> values.read(entry);
            default -> throw new CorruptDataException("a key of kind " + kind);
        };
    }
}
