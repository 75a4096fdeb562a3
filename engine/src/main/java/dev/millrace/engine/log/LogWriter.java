package dev.millrace.engine.log;

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
     * @param repeated the group behind that; may be empty
     */
    public static LogWriter create(Storage storage, LogKind kind, long number, long previousEnd, BinaryOutput repeated)
            throws IOException {
        String name = kind.name(number);
        FrameOutput frames = new FrameOutput(storage.create(name + LogKind.UNFINISHED), number);
        try {
            BinaryOutput header = new BinaryOutput();
            header.writeByte(kind.header());
            header.writeByte(LogKind.FORMAT);
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
        storage.rename(name + LogKind.UNFINISHED, name);
        storage.sync();
    }

    /** How long it is, in bytes. */
    public long position() {
        return frames.position();
    }

    /** Appends a group, and makes it durable. */
    public void append(BinaryOutput group) throws IOException {
        BinaryOutput payload = new BinaryOutput();
        payload.writeByte(LogKind.GROUP);
        payload.writeRaw(group);
        frames.append(payload);
        frames.sync();
    }

    /** Says that nothing follows. */
    public void end() throws IOException {
        BinaryOutput payload = new BinaryOutput();
        payload.writeByte(LogKind.END);
        frames.append(payload);
        frames.sync();
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
