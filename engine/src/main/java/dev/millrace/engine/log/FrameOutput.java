package dev.millrace.engine.log;

import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.BinaryOutput;
import java.io.Closeable;
import java.io.IOException;

/** Writes a file of frames. Used by one thread at a time. */
public final class FrameOutput implements Closeable {

    static final int MAGIC = 0x4D525346;
    static final int HEADER_BYTES = 3 * Integer.BYTES;

    private final StorageOutput output;
    private final long file;
    private final BinaryOutput header = new BinaryOutput();
    private final BinaryOutput frame = new BinaryOutput();
    private long position;

    /**
     * Makes one.
     *
     * @param output empty
     * @param file the number of the file
     */
    public FrameOutput(StorageOutput output, long file) {
        this.output = output;
        this.file = file;
    }

    /** Appends a frame, in one write. */
    public void append(BinaryOutput payload) throws IOException {
        header.clear();
        header.writeInt(MAGIC);
        header.writeInt(payload.size());
        header.writeInt(FrameChecksum.of(file, position, payload));
        frame.clear();
        frame.writeRaw(header);
        frame.writeRaw(payload);
        frame.writeTo(output);
        position += frame.size();
    }

    /** Where the next frame begins. */
    public long position() {
        return position;
    }

    /** Makes all frames durable. */
    public void sync() throws IOException {
        output.sync();
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
