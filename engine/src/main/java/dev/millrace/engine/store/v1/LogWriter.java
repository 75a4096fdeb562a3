package dev.millrace.engine.store.v1;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import java.io.Closeable;
import java.io.IOException;

/** Writes a log. Used by one thread at a time. */
public final class LogWriter implements Closeable {

    private final Storage storage;
    private final FrameOutput frames;
    private final String name;

    private LogWriter(Storage storage, FrameOutput frames, String name) {
        this.storage = storage;
        this.frames = frames;
        this.name = name;
    }

    /**
     * Makes a log, which is durable when this returns, and does not count before {@link #install}.
     *
     * @param previousEnd where the log before it ends
     * @param repeated writes behind that, as of {@link #encodeGroup}; may be empty
     */
    public static LogWriter create(Storage storage, long number, long previousEnd, BinaryOutput repeated)
            throws IOException {
        String name = FileNames.log(number);
        FrameOutput frames = new FrameOutput(storage.create(name + FileNames.UNFINISHED), number);
        try {
            BinaryOutput header = new BinaryOutput();
            header.writeByte(Kind.LOG_HEADER);
            header.writeByte(Kind.FORMAT);
            header.writeLong(number);
            header.writeLong(previousEnd);
            header.writeRaw(repeated);
            frames.append(header);
            frames.sync();
            return new LogWriter(storage, frames, name);
        } catch (IOException failed) {
            frames.close();
            throw failed;
        }
    }

    /** Makes it the log that counts. If this fails nobody knows which one counts. */
    public void install() throws IOException {
        storage.rename(name + FileNames.UNFINISHED, name);
        storage.sync();
    }

    /** How long it is, in bytes. */
    public long position() {
        return frames.position();
    }

    /** Encodes the changes of a write. */
    public static <K, V> void encode(Write<K, V> write, long previousTimeMillis, Values values, BinaryOutput out) {
        out.writeSigned(write.timeMillis() - previousTimeMillis);
        out.writeVarint(write.changes().size() + write.marks().size());
        for (StoreChange<K, V> change : write.changes()) {
            out.writeByte(change.value() == null ? Kind.DELETION : Kind.PUT);
            values.write(change.key(), out);
            out.writeString(change.field());
            if (change.value() != null) {
                values.write(change.value(), out);
            }
        }
        write.marks().forEach((name, value) -> {
            out.writeByte(Kind.MARK);
            out.writeString(name);
            out.writeSigned(value);
        });
    }

    /** Encodes what is before the writes of a group: their schemas, first version and count. */
    public static void encodeGroup(
            long firstVersion, int count, BinaryOutput encoded, Values values, BinaryOutput out) {
        values.writeSchemas(out);
        out.writeLong(firstVersion);
        out.writeVarint(count);
        out.writeRaw(encoded);
    }

    /** Appends a group, and makes it durable. */
    public void append(BinaryOutput group) throws IOException {
        BinaryOutput payload = new BinaryOutput();
        payload.writeByte(Kind.WRITES);
        payload.writeRaw(group);
        frames.append(payload);
        frames.sync();
    }

    /** Says that nothing follows. */
    public void end() throws IOException {
        BinaryOutput payload = new BinaryOutput();
        payload.writeByte(Kind.END);
        frames.append(payload);
        frames.sync();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
