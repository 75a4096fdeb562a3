package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a reader resumes. Its bytes are described in the package description.
 *
 * @param offset of the next line in the unpacked file, in bytes
 * @param lines lines before it in the file
 * @param linesBefore lines in the files followed before this one
 * @param fingerprint of the file
 * @param header the line that names the columns, or none
 */
record StoredPosition(long offset, long lines, long linesBefore, Fingerprint fingerprint, String header) {

    static final StoredPosition START = new StoredPosition(0, 0, 0, Fingerprint.NONE, LineDecoder.NO_HEADER);

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 3 * Long.BYTES + 3 * Integer.BYTES;

    byte[] toBytes() {
        byte[] headerBytes = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + headerBytes.length)
                .put(VERSION)
                .putLong(offset)
                .putLong(lines)
                .putLong(linesBefore)
                .putInt(fingerprint.length())
                .putInt(fingerprint.checksum())
                .putInt(headerBytes.length)
                .put(headerBytes)
                .array();
    }

    static StoredPosition of(byte[] bytes) throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            byte version = buffer.get();
            if (version != VERSION) {
                throw new IOException("a stored file position must have version " + VERSION + ", got " + version
                        + "; it was stored by another release of Millrace");
            }
            long offset = buffer.getLong();
            long lines = buffer.getLong();
            long linesBefore = buffer.getLong();
            Fingerprint fingerprint = new Fingerprint(buffer.getInt(), buffer.getInt());
            int headerLength = buffer.getInt();
            if (headerLength != buffer.remaining() || offset < 0 || lines < 0 || linesBefore < 0) {
                throw damaged(bytes);
            }
            String header = StandardCharsets.UTF_8.decode(buffer).toString();
            return new StoredPosition(offset, lines, linesBefore, fingerprint, header);
        } catch (BufferUnderflowException tooShort) {
            throw damaged(bytes);
        }
    }

    private static IOException damaged(byte[] bytes) {
        return new IOException("a stored file position of " + bytes.length
                + " bytes is damaged or is that of another connector; start without it");
    }
}
