package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list as it is stored, in one piece or several; gives those entries that count. Read once, by one thread. */
final class StoredList {

    /** Its length and its owner. */
    private static final int ENTRY_BYTES_MIN = Integer.BYTES + 1;

    /**
     * What one file has of a list.
     *
     * @param kind as {@link StateWriter} has them
     * @param groups of rows
     * @param entries how many
     * @param bytes of all of them
     */
    record Piece(int kind, Set<Long> groups, int entries, BinaryInput bytes) {

        /** Reads what follows the name. */
        static Piece read(String name, BinaryInput in, boolean isOfVersion1) {
            int kind = isOfVersion1 ? StateWriter.ENTRIES : in.readByte();
            if (kind > StateWriter.CHANGED_ROWS) {
                throw new CorruptDataException("the list '" + name + "' is of kind " + kind);
            }
            Set<Long> groups = new HashSet<>();
            if (kind != StateWriter.ENTRIES) {
                for (int left = in.readCount(1); left > 0; left--) {
                    groups.add(in.readVarint());
                }
            }
            int entries = in.readInt();
            BinaryInput list = in.slice(in.readInt());
            if (entries < 0 || entries > list.remaining() / ENTRY_BYTES_MIN) {
                throw new CorruptDataException(
                        "the list '" + name + "' has " + entries + " entries in " + list.remaining() + " bytes");
            }
            return new Piece(kind, groups, entries, list);
        }
    }

    private final String name;

    /** The newest first; the last one is complete. */
    private final List<Piece> pieces;

    private final @Nullable SeenRows seen;
    private int piece = -1;
    private int entriesLeft;
    private @Nullable BinaryInput bytes;
    private boolean isWholeKept;
    private @Nullable BinaryInput whole;

    StoredList(String name, List<Piece> pieces) {
        this.name = name;
        this.pieces = pieces;
        seen = pieces.size() == 1 ? null : new SeenRows();
    }

    /** The same, from the start. */
    StoredList copy() {
        return new StoredList(name, pieces);
    }

    Piece newest() {
        return pieces.get(0);
    }

    /** About how many rows there are, each of another key; 0 if nobody knows. */
    int rowsExpected() {
        Piece oldest = pieces.get(pieces.size() - 1);
        return oldest.kind() == StateWriter.ALL_ROWS && oldest.groups().size() == 1 ? oldest.entries() : 0;
    }

    /** Whether all that is in the newest piece counts, and nothing else does. */
    boolean isInOnePiece() {
        return pieces.size() == 1;
    }

    /** Gives the next entry that counts, from its owner on; null if there are no more. */
    @Nullable
    BinaryInput next() {
        while (true) {
            while (entriesLeft == 0) {
                if (bytes != null && bytes.remaining() > 0) {
                    throw new CorruptDataException("the list '" + name + "' has entries left over");
                }
                if (++piece >= pieces.size()) {
                    piece = pieces.size();
                    bytes = null;
                    return null;
                }
                entriesLeft = pieces.get(piece).entries();
                bytes = pieces.get(piece).bytes().copy();
            }
            entriesLeft--;
            assert bytes != null : "a piece is open";
            BinaryInput entry = bytes.slice(bytes.readInt());
            if (pieces.get(piece).kind() == StateWriter.ENTRIES || counts(entry)) {
                return entry;
            }
        }
    }

    /** Whether a row counts; leaves it at its owner. */
    private boolean counts(BinaryInput entry) {
        whole = isWholeKept ? entry.copy() : null;
        long group = entry.readVarint();
        long row = entry.readVarint();
        if (seen != null && (!newest().groups().contains(group) || !seen.add(group, row))) {
            return false;
        }
        // Among all rows none is gone.
        return pieces.get(piece).kind() == StateWriter.ALL_ROWS || entry.copy().readByte() != StateWriter.REMOVED;
    }

    /** Has {@link #whole} give entries from now on. */
    void keepWhole() {
        isWholeKept = true;
    }

    /** The entry that was given last, from its group on. Only in a list of rows, and after {@link #keepWhole}. */
    BinaryInput whole() {
        if (whole == null) {
            throw new IllegalStateException("no row yet");
        }
        return whole;
    }
}
