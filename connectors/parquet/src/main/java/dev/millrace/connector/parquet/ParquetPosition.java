package dev.millrace.connector.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a reader resumes. Its bytes are described in the package description.
 *
 * @param fileBytes length of the file
 * @param checksum of its footer
 * @param rowGroup number of the row group
 * @param rowsBefore rows of those before
 * @param rowInGroup rows of it that have been read
 */
record ParquetPosition(long fileBytes, int checksum, int rowGroup, long rowsBefore, long rowInGroup) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES + 2 * Integer.BYTES;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(fileBytes)
                .putInt(checksum)
                .putInt(rowGroup)
                .putLong(rowsBefore)
                .putLong(rowInGroup)
                .array();
    }

    static ParquetPosition of(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length != BYTES || buffer.get() != VERSION) {
            throw new IOException("a stored position in a Parquet file has " + BYTES + " bytes and version " + VERSION
                    + ", got " + bytes.length + " bytes; it is that of another connector or release: start without it");
        }
        return new ParquetPosition(
                buffer.getLong(), buffer.getInt(), buffer.getInt(), buffer.getLong(), buffer.getLong());
    }
}
