package dev.millrace.engine.store.v1;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.log.FrameInput;
import dev.millrace.engine.log.ReadValues;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot, all of which must be there. */
public final class SnapshotReader<K, V> implements Closeable {

    /** Takes what was written, in the order of {@link SnapshotWriter}. */
    public interface Rows<K, V> {

        /** Begins a row. */
        void row(K key, long version);

        /** A number noted beside the rows. */
        void mark(String name, long value);

        /** Begins a cell of the row. */
        void cell(String field, boolean isCut, int revisions);

        /** A revision of the cell, newest first. */
        void revision(long version, long timeMillis, @Nullable V value);
    }

    private final FrameInput frames;
    private final long number;
    private final ReadValues values;

    /** Opens a snapshot. */
    public SnapshotReader(Storage storage, long number, Codecs codecs) throws IOException {
        this.number = number;
        values = new ReadValues(codecs);
        String name = FileNames.snapshot(number);
        frames = new FrameInput(storage.open(name), storage.describe() + "/" + name, number);
    }

    /** Reads all of it. */
    public SnapshotHeader read(Rows<K, V> rows) throws IOException {
        SnapshotHeader header = readHeader(frames.next());
        long count = 0;
        while (true) {
            long at = frames.position();
            BinaryInput payload = frames.next();
            try {
                int kind = payload.readByte();
                if (kind == Kind.SNAPSHOT_FOOTER) {
                    requireCount(payload.readLong(), count);
                    return header;
                }
                if (kind == Kind.MARKS) {
                    for (int left = payload.readCount(2); left > 0; left--) {
                        rows.mark(payload.readString(), payload.readSigned());
                    }
                    continue;
                }
                if (kind != Kind.ROWS) {
                    throw new CorruptDataException("a frame of kind " + kind + " does not belong into a snapshot");
                }
                count += readRows(payload, rows);
            } catch (CorruptDataException wrong) {
                CorruptDataException placed = frames.damaged(at, String.valueOf(wrong.getMessage()));
                placed.initCause(wrong);
                throw placed;
            }
        }
    }

    private static void requireCount(long expected, long count) {
        if (expected != count) {
            throw new CorruptDataException("it has " + count + " rows, and says that it has " + expected);
        }
    }

    private SnapshotHeader readHeader(BinaryInput in) {
        if (in.remaining() < 42 || in.readByte() != Kind.SNAPSHOT_HEADER) {
            throw frames.damaged(0, "it does not begin as a snapshot does");
        }
        int format = in.readByte();
        if (format != Kind.FORMAT) {
            throw frames.damaged(0, "its format is " + format + ", of a newer version of Millrace");
        }
        if (in.readLong() != number) {
            throw frames.damaged(0, "it is another snapshot under the name of this one");
        }
        return new SnapshotHeader(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    @SuppressWarnings("unchecked") // who opens a store asks for the types that were put into it
    private int readRows(BinaryInput in, Rows<K, V> rows) {
        values.readSchemas(in);
        int count = in.readCount(3);
        for (int i = 0; i < count; i++) {
            K key = (K) values.read(in);
            rows.row(key, in.readVarint());
            int cells = in.readCount(3);
            for (int j = 0; j < cells; j++) {
                readCell(in, rows);
            }
        }
        return count;
    }

    @SuppressWarnings("unchecked") // as for keys
    private void readCell(BinaryInput in, Rows<K, V> rows) {
        String field = in.readString();
        boolean isCut = in.readBoolean();
        int revisions = in.readCount(3);
        rows.cell(field, isCut, revisions);
        for (int i = 0; i < revisions; i++) {
            long version = in.readVarint();
            long time = in.readSigned();
            rows.revision(version, time, in.readBoolean() ? (V) values.read(in) : null);
        }
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
