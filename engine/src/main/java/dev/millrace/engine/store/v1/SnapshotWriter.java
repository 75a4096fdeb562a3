package dev.millrace.engine.store.v1;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.log.FrameOutput;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.Values;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot: header, then {@code row (cell (revision)*)*} for each row, then {@link #finish}. */
public final class SnapshotWriter implements Closeable {

    /** Bytes after which a frame is written. */
    private static final int FRAME_BYTES = 1 << 16;

    private final Storage storage;
    private final String name;
    private final FrameOutput frames;
    private final Values values;
    private final BinaryOutput rows = new BinaryOutput();
    private final BinaryOutput payload = new BinaryOutput();
    private int rowsInFrame;
    private long rowCount;

    /** Begins a snapshot. */
    public SnapshotWriter(Storage storage, long number, SnapshotHeader header, Codecs codecs) throws IOException {
        this.storage = storage;
        values = new Values(codecs);
        name = FileNames.snapshot(number);
        frames = new FrameOutput(storage.create(name + LogKind.UNFINISHED), number);
        payload.writeByte(Kind.SNAPSHOT_HEADER);
        payload.writeByte(Kind.FORMAT);
        payload.writeLong(number);
        payload.writeLong(header.version());
        payload.writeLong(header.timeMillis());
        payload.writeLong(header.forgottenVersion());
        payload.writeLong(header.forgottenTimeMillis());
        frames.append(payload);
    }

    /** Begins a row. */
    public void row(Object key, long version, int cells) throws IOException {
        if (rows.size() > FRAME_BYTES) {
            flush();
        }
        rowsInFrame++;
        rowCount++;
        values.write(key, rows);
        rows.writeVarint(version);
        rows.writeVarint(cells);
    }

    /** Begins a cell. */
    public void cell(String field, boolean isCut, int revisions) {
        rows.writeString(field);
        rows.writeBoolean(isCut);
        rows.writeVarint(revisions);
    }

    /** Writes a revision of a cell, newest first. */
    public void revision(long version, long timeMillis, @Nullable Object value) {
        rows.writeVarint(version);
        rows.writeSigned(timeMillis);
        rows.writeBoolean(value != null);
        if (value != null) {
            values.write(value, rows);
        }
    }

    private void flush() throws IOException {
        payload.clear();
        payload.writeByte(Kind.ROWS);
        values.writeSchemas(payload);
        payload.writeVarint(rowsInFrame);
        payload.writeRaw(rows);
        frames.append(payload);
        rows.clear();
        rowsInFrame = 0;
    }

    /** Writes the numbers noted beside the rows. */
    public void marks(Map<String, Long> marks) throws IOException {
        flush();
        payload.clear();
        payload.writeByte(Kind.MARKS);
        payload.writeVarint(marks.size());
        marks.forEach((mark, value) -> {
            payload.writeString(mark);
            payload.writeSigned(value);
        });
        frames.append(payload);
    }

    /** Makes it the snapshot that counts. */
    public void finish() throws IOException {
        flush();
        payload.clear();
        payload.writeByte(Kind.SNAPSHOT_FOOTER);
        payload.writeLong(rowCount);
        frames.append(payload);
        frames.sync();
        frames.close();
        storage.rename(name + LogKind.UNFINISHED, name);
        storage.sync();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
