package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a writer has prepared of one epoch. Its bytes are described in the package description.
 *
 * @param segment name of the file that holds the rows; empty if there are none
 * @param offset where they belong in the target, in bytes
 * @param length how many bytes they are
 * @param checksum CRC-32C of them
 * @param header of the target, or {@link RecordEncoder#NO_HEADER}
 */
record PreparedEpoch(String segment, long offset, long length, int checksum, String header) {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 2 * Long.BYTES + 3 * Integer.BYTES;

    /** Of an epoch without rows. */
    static PreparedEpoch empty(long offset, String header) {
        return new PreparedEpoch("", offset, 0, 0, header);
    }

    boolean hasRows() {
        return !segment.isEmpty();
    }

    /** Where the next epoch belongs. */
    long end() {
        return offset + length;
    }

    byte[] toBytes() {
        byte[] nameBytes = segment.getBytes(StandardCharsets.UTF_8);
        byte[] headerBytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + nameBytes.length + headerBytes.length)
                .put(VERSION)
                .putLong(offset)
                .putLong(length)
                .putInt(checksum)
                .putInt(nameBytes.length)
                .put(nameBytes)
                .putInt(headerBytes.length)
                .put(headerBytes)
                .array();
    }

    static PreparedEpoch of(byte[] bytes) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            byte version = buffer.get();
            if (version != VERSION) {
                throw new IOException("what a file sink has prepared must have version " + VERSION + ", got " + version
                        + "; it is that of another sink, or of another release of Millrace");
            }
            long offset = buffer.getLong();
            long length = buffer.getLong();
            int checksum = buffer.getInt();
            String segment = text(buffer, buffer.getInt());
            String header = text(buffer, buffer.getInt());
            if (offset < 0 || length < 0 || offset + length < 0 || buffer.hasRemaining()) {
                throw new BufferUnderflowException();
            }
            return new PreparedEpoch(segment, offset, length, checksum, header);
        } catch (BufferUnderflowException damaged) {
            throw new IOException(
                    "what a file sink has prepared, " + bytes.length + " bytes, is damaged or is that of another sink",
                    damaged);
        }
    }

    private static String text(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
