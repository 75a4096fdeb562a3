package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.ValueDecoder;
import java.util.List;

/** Makes of several captures of one operator of one task the one that the last would have been, had it been of all rows. */
public final class MergedLists {

    private MergedLists() {}

    /**
     * Merges; entries are copied as they are, so what was written by the same encoder can be read by the schemas of the last.
     *
     * @param captures bytes of the operator, those of the newest capture first, and as many as that needs
     * @param schemas of the newest capture; no value is read
     * @param out takes the lists
     */
    public static void write(List<BinaryInput> captures, ValueDecoder schemas, BinaryOutput out) {
        new StateReader.Part(0, captures, schemas, false).lists().forEach((name, list) -> {
            out.writeString(name);
            write(list, out);
        });
    }

    private static void write(StoredList list, BinaryOutput out) {
        StoredList.Piece newest = list.newest();
        boolean isOfRows = newest.kind() != StateWriter.ENTRIES;
        out.writeByte(isOfRows ? StateWriter.ALL_ROWS : StateWriter.ENTRIES);
        if (isOfRows) {
            out.writeVarint(newest.groups().size());
            newest.groups().forEach(out::writeVarint);
        }
        int at = out.size();
        out.writeInt(newest.entries());
        out.writeInt(newest.bytes().remaining());
        if (list.isInOnePiece()) {
            newest.bytes().copy().writeTo(out);
            return;
        }
        int entries = 0;
        list.keepWhole();
        while (list.next() != null) {
            BinaryInput entry = list.whole();
            out.writeInt(entry.remaining());
            entry.writeTo(out);
            entries++;
        }
        out.setInt(at, entries);
        out.setInt(at + Integer.BYTES, out.size() - at - 2 * Integer.BYTES);
    }
}
