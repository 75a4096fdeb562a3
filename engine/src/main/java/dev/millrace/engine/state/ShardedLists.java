package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.batch.Shard;
import java.util.Map;
import java.util.TreeMap;

/** The lists that one operator of one task wrote, divided by the shard that entries belong to. No entry is changed. */
public final class ShardedLists {

    private final BinaryOutput rest = new BinaryOutput();
    private final Map<Integer, BinaryOutput> byShard = new TreeMap<>();

    private ShardedLists() {}

    /**
     * Reads lists, and divides them.
     *
     * @param in what a {@link StateWriter} wrote, of the whole state
     * @return the same entries
     * @throws CorruptDataException if that is not what a writer wrote, or if it is changes alone
     */
    public static ShardedLists read(BinaryInput in) {
        ShardedLists lists = new ShardedLists();
        while (in.remaining() > 0) {
            lists.divide(in.readString(), in);
        }
        return lists;
    }

    private void divide(String name, BinaryInput in) {
        StoredList.Piece piece = StoredList.Piece.read(name, in, false);
        if (piece.kind() == StateWriter.CHANGED_ROWS) {
            throw new CorruptDataException("of the list '" + name + "' there are only changes");
        }
        OpenList ofRest = new OpenList(name, piece, rest);
        Map<Integer, OpenList> open = new TreeMap<>();
        BinaryInput entries = piece.bytes().copy();
        for (int left = piece.entries(); left > 0; left--) {
            BinaryInput entry = entries.slice(entries.readInt());
            int owner = owner(piece, entry.copy());
            OpenList list = owner >= Shard.COUNT
                    ? ofRest
                    : open.computeIfAbsent(
                            owner,
                            shard -> new OpenList(
                                    name, piece, byShard.computeIfAbsent(shard, each -> new BinaryOutput())));
            list.add(entry);
        }
        ofRest.end();
        open.values().forEach(OpenList::end);
    }

    private static int owner(StoredList.Piece piece, BinaryInput entry) {
        if (piece.kind() != StateWriter.ENTRIES) {
            entry.readVarint();
            entry.readVarint();
        }
        return entry.readByte();
    }

    /** A list that is being written. */
    private static final class OpenList {

        private final BinaryOutput out;
        private final int entriesAt;
        private int entries;

        OpenList(String name, StoredList.Piece piece, BinaryOutput out) {
            this.out = out;
            out.writeString(name);
            out.writeByte(piece.kind());
            if (piece.kind() != StateWriter.ENTRIES) {
                out.writeVarint(piece.groups().size());
                piece.groups().forEach(out::writeVarint);
            }
            entriesAt = out.size();
            out.writeInt(0);
            out.writeInt(0);
        }

        void add(BinaryInput entry) {
            entries++;
            out.writeInt(entry.remaining());
            entry.writeTo(out);
        }

        void end() {
            out.setInt(entriesAt, entries);
            out.setInt(entriesAt + Integer.BYTES, out.size() - entriesAt - 2 * Integer.BYTES);
        }
    }

    /** Entries that belong to no shard, and the names of all lists. */
    public BinaryOutput rest() {
        return rest;
    }

    /** By shard that has any: its entries. */
    public Map<Integer, BinaryOutput> byShard() {
        return byShard;
    }
}
