package dev.millrace.engine.log;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of frames. A frame was written after the one before it was durable; so where a frame is bad and none behind it is
 * valid, the writer died in the middle of it, and where one is, the file was damaged.
 */
public final class FrameInput implements Closeable {

    /** Bytes that are read at once, if no frame is longer. */
    private static final int WINDOW_BYTES = 1 << 16;

    private final StorageInput input;
    private final String name;
    private final long file;
    private long size;
    private byte[] window = new byte[0];
    private long windowStart;
    private int windowSize;
    private long position;

    /**
     * Makes one.
     *
     * @param input the file
     * @param name for messages
     * @param file its number
     */
    public FrameInput(StorageInput input, String name, long file) throws IOException {
        this.input = input;
        this.name = name;
        this.file = file;
        size = input.size();
    }

    /** Where the next frame begins. */
    public long position() {
        return position;
    }

    /** Goes to another frame. */
    public void seek(long newPosition) {
        position = newPosition;
    }

    /**
     * Reads a frame that must be there.
     *
     * @throws CorruptDataException if it is not
     */
    public BinaryInput next() throws IOException {
        BinaryInput payload = readAt(position);
        if (payload == null) {
            throw damaged(position, "there is no valid frame, but there must be one");
        }
        position += FrameOutput.HEADER_BYTES + payload.remaining();
        return payload;
    }

    /**
     * Reads a frame if it is there.
     *
     * @return null at the end, which may be torn
     * @throws CorruptDataException if a frame behind the next one is valid, but the next is not
     */
    public @Nullable BinaryInput nextOrEnd() throws IOException {
        BinaryInput payload = readAt(position);
        if (payload == null) {
            requireNoFrameBehind(position);
            return null;
        }
        position += FrameOutput.HEADER_BYTES + payload.remaining();
        return payload;
    }

    private @Nullable BinaryInput readAt(long at) throws IOException {
        if (at + FrameOutput.HEADER_BYTES > size) {
            // It may have grown.
            size = input.size();
        }
        long payloadMax = size - at - FrameOutput.HEADER_BYTES;
        if (payloadMax < 0) {
            return null;
        }
        BinaryInput header = window(at, FrameOutput.HEADER_BYTES);
        if (header.readInt() != FrameOutput.MAGIC) {
            return null;
        }
        int length = header.readInt();
        int expected = header.readInt();
        if (length > payloadMax) {
            size = input.size();
            payloadMax = size - at - FrameOutput.HEADER_BYTES;
        }
        if (length < 1 || length > payloadMax) {
            return null;
        }
        long start = at + FrameOutput.HEADER_BYTES;
        BinaryInput payload = window(start, length);
        int actual = FrameChecksum.of(file, at, window, (int) (start - windowStart), length);
        return actual == expected ? payload : null;
    }

    private BinaryInput window(long at, int count) throws IOException {
        if (at < windowStart || at + count > windowStart + windowSize) {
            // A new array: what was returned before is still being read.
            window = new byte[(int) Math.min(size - at, Math.max(count, WINDOW_BYTES))];
            input.read(at, window, 0, window.length);
            windowStart = at;
            windowSize = window.length;
        }
        return new BinaryInput(window, (int) (at - windowStart), count);
    }

    private void requireNoFrameBehind(long bad) throws IOException {
        for (long at = bad + 1; at + FrameOutput.HEADER_BYTES < size; at++) {
            if (window(at, 1).readByte() == FrameOutput.MAGIC >>> 24 && readAt(at) != null) {
                throw damaged(
                        bad, "the frame there is not what was written, and the next valid one is at position " + at);
            }
        }
    }

    /**
     * Says where something is wrong.
     *
     * @param at position in the file
     * @param what is wrong there
     */
    public CorruptDataException damaged(long at, String what) {
        return new CorruptDataException(
                name + " is damaged at position " + at + " of " + size + ": " + what + "; restore it from a copy");
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
