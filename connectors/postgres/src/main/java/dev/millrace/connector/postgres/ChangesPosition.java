package dev.millrace.connector.postgres;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the changes of a table have been read. Stored, with numbers as varints:
 *
 * <pre>
 * version (byte)
 * table, count, end, snapshot's place, its time
 * key of the last row: number of values, each a string
 * parts: number; each its key as above, and its place
 * whether the log is being read (boolean), place, transaction, number within it
 * </pre>
 *
 * @param table its OID; 0 if it has not been looked for yet
 * @param count changes given so far, with the rows of the snapshot
 * @param end place in the log at which reading ends; 0 if it does not
 * @param snapshotLsn of which place in the log the rows are that are being read; 0 if none are
 * @param snapshotMillis when that was
 * @param lastKey of the last row that was read of that snapshot; empty before the first
 * @param parts of earlier snapshots, in the order of their keys; once the log is read, of all
 * @param isLog whether all rows have been read, and changes are
 * @param lsn place in the log: transactions whose commit is before it have been read
 * @param transaction place of the commit of the one that is being read; 0 between two
 * @param index changes given of it
 */
record ChangesPosition(
        long table,
        long count,
        long end,
        long snapshotLsn,
        long snapshotMillis,
        List<String> lastKey,
        List<SnapshotPart> parts,
        boolean isLog,
        long lsn,
        long transaction,
        long index) {

    private static final int VERSION = 2;

    /**
     * Rows that were read of one snapshot.
     *
     * @param through key of the last one; empty for all that follow those of the part before
     * @param lsn place in the log: transactions whose commit is before it are in the rows
     */
    record SnapshotPart(List<String> through, long lsn) {}

    /** Before the first row. */
    static ChangesPosition begin(long lsn, long end) {
        return new ChangesPosition(0, 0, end, 0, 0, List.of(), List.of(), false, lsn, 0, 0);
    }

    ChangesPosition ofTable(long oid) {
        return new ChangesPosition(
                oid, count, end, snapshotLsn, snapshotMillis, lastKey, parts, isLog, lsn, transaction, index);
    }

    /** Before the first row, once it is known where the log begins. */
    ChangesPosition beginAt(long place) {
        return new ChangesPosition(table, 0, end, 0, 0, List.of(), List.of(), false, place, 0, 0);
    }

    /** The rows behind the last one are read of a new snapshot. */
    ChangesPosition withSnapshot(long place, long millis) {
        return new ChangesPosition(table, count, end, place, millis, List.of(), closedParts(), false, lsn, 0, 0);
    }

    private List<SnapshotPart> closedParts() {
        if (lastKey.isEmpty()) {
            return parts;
        }
        List<SnapshotPart> all = new ArrayList<>(parts);
        all.add(new SnapshotPart(lastKey, snapshotLsn));
        return all;
    }

    /** Behind which key rows are to be read; empty for all. */
    List<String> resumeBehind() {
        if (!lastKey.isEmpty()) {
            return lastKey;
        }
        return parts.isEmpty() ? List.of() : parts.get(parts.size() - 1).through();
    }

    ChangesPosition afterRow(List<String> key) {
        return new ChangesPosition(table, count + 1, end, snapshotLsn, snapshotMillis, key, parts, false, lsn, 0, 0);
    }

    ChangesPosition afterSnapshot() {
        List<SnapshotPart> all = new ArrayList<>(parts);
        all.add(new SnapshotPart(List.of(), snapshotLsn));
        return new ChangesPosition(table, count, end, 0, 0, List.of(), all, true, lsn, 0, 0);
    }

    ChangesPosition afterChange(long ofTransaction, long newIndex) {
        return new ChangesPosition(table, count + 1, end, 0, 0, List.of(), parts, true, lsn, ofTransaction, newIndex);
    }

    /** Between two transactions. Parts do not matter any more once all of the log is behind them. */
    ChangesPosition at(long place) {
        boolean isBehindParts = parts.stream().allMatch(part -> part.lsn <= place);
        return new ChangesPosition(
                table, count, end, 0, 0, List.of(), isBehindParts ? List.of() : parts, true, place, 0, 0);
    }

    byte[] toBytes() {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(VERSION);
        out.writeVarint(table);
        out.writeVarint(count);
        out.writeVarint(end);
        out.writeVarint(snapshotLsn);
        out.writeVarint(snapshotMillis);
        write(lastKey, out);
        out.writeVarint(parts.size());
        for (SnapshotPart part : parts) {
            write(part.through, out);
            out.writeVarint(part.lsn);
        }
        out.writeBoolean(isLog);
        out.writeVarint(lsn);
        out.writeVarint(transaction);
        out.writeVarint(index);
        return out.toByteArray();
    }

    private static void write(List<String> key, BinaryOutput out) {
        out.writeVarint(key.size());
        key.forEach(out::writeString);
    }

    static ChangesPosition of(byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("a position in the changes of a table must have version " + VERSION
                    + ", got " + version + "; another kind of source, or another release of Millrace, has stored it");
        }
        long table = in.readVarint();
        long count = in.readVarint();
        long end = in.readVarint();
        long snapshotLsn = in.readVarint();
        long snapshotMillis = in.readVarint();
        List<String> lastKey = readKey(in);
        List<SnapshotPart> parts = new ArrayList<>();
        for (int left = in.readCount(2); left > 0; left--) {
            parts.add(new SnapshotPart(readKey(in), in.readVarint()));
        }
        return new ChangesPosition(
                table,
                count,
                end,
                snapshotLsn,
                snapshotMillis,
                lastKey,
                parts,
                in.readBoolean(),
                in.readVarint(),
                in.readVarint(),
                in.readVarint());
    }

    private static List<String> readKey(BinaryInput in) {
        List<String> key = new ArrayList<>();
        for (int left = in.readCount(1); left > 0; left--) {
            key.add(in.readString());
        }
        return key;
    }
}
