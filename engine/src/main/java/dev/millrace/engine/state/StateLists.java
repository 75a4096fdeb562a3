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
     * Reads the directory.
     *
     * @param bytes of the operator
     * @param values reads keys
     * @throws CorruptDataException if these are not what a writer wrote
     */
    public StateLists(BinaryInput bytes, ValueDecoder values) {
        part = new StateReader.Part(bytes, values);
        this.values = values;
    }

    /** What lists there are, in the order in which they were written. */
    public List<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        part.lists()
                .forEach((name, list) ->
                        sizes.add(new Size(name, list.entries(), list.bytes().remaining())));
        return sizes;
    }

    /**
     * Goes through a list; once.
     *
     * @param list its name; nothing happens if there is none
     * @throws CorruptDataException if the bytes are not what a writer wrote
     */
    public void visit(String list, Visitor visitor) {
        StateReader.Part.ListBytes found = part.lists().get(list);
        if (found == null) {
            return;
        }
        for (int left = found.entries(); left > 0; left--) {
            BinaryInput entry = found.bytes().slice(found.bytes().readInt());
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
