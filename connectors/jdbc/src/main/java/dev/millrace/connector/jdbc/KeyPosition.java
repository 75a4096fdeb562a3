package dev.millrace.connector.jdbc;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a query has been read, as a checkpoint keeps it.
 *
 * <pre>
 * version (byte, 1), number of rows (varint), the last one's key, the key of the last row that is wanted
 *
 * a key: number of values (varint), 0 for none; each the name of its kind and the value (strings)
 * </pre>
 *
 * @param rows how many have been read
 * @param last key of the last one; empty if there was none
 * @param end key of the last row that is wanted; empty if there is no end
 */
record KeyPosition(long rows, List<Object> last, List<Object> end) {

    private static final int VERSION = 1;
    private static final int KEY_VALUES_MAX = 2;

    byte[] toBytes(List<KeyKind> kinds) {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(VERSION);
        out.writeVarint(rows);
        write(last, kinds, out);
        write(end, kinds, out);
        return out.toByteArray();
    }

    private static void write(List<Object> key, List<KeyKind> kinds, BinaryOutput out) {
        out.writeVarint(key.size());
        for (int i = 0; i < key.size(); i++) {
            out.writeString(kinds.get(i).name());
            out.writeString(key.get(i).toString());
        }
    }

    /** Refuses what was stored for columns of other types. */
    static KeyPosition of(byte[] bytes, List<KeyKind> kinds) {
        BinaryInput in = new BinaryInput(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("a position in a query must have version " + VERSION + ", got " + version
                    + "; another kind of source, or another release of Millrace, has stored it");
        }
        return new KeyPosition(in.readVarint(), read(in, kinds), read(in, kinds));
    }

    private static List<Object> read(BinaryInput in, List<KeyKind> kinds) {
        long count = in.readVarint();
        if (count != 0 && (count != kinds.size() || count > KEY_VALUES_MAX)) {
            throw new CorruptDataException("the position is of " + count + " columns, and the query is ordered by "
                    + kinds.size() + "; go back to the columns of the checkpoint, or give the source another name");
        }
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String kind = in.readString();
            if (!kind.equals(kinds.get(i).name())) {
                throw new CorruptDataException("the position is a " + kind + ", and the query is ordered by a "
                        + kinds.get(i) + "; go back to the columns of the checkpoint, or give the source another name");
            }
            key.add(kinds.get(i).parse(in.readString()));
        }
        return List.copyOf(key);
    }
}
