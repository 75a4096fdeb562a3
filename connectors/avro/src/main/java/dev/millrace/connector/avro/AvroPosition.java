package dev.millrace.connector.avro;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a reader resumes. Its bytes are described in the package description.
 *
 * @param block offset of the block of the next record in the file, in bytes
 * @param recordsBefore records of the split before the block
 * @param inBlock records of the block that have been read
 * @param sync marker of the file, by which it is known again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AvroPosition(long block, long recordsBefore, long inBlock, byte[] sync) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES + ContainerHeader.SYNC_BYTES;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(block)
                .putLong(recordsBefore)
                .putLong(inBlock)
                .put(sync)
                .array();
    }

    static AvroPosition of(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length != BYTES || buffer.get() != VERSION) {
            throw new IOException("a stored position in an Avro file has " + BYTES + " bytes and version " + VERSION
                    + ", got " + bytes.length + " bytes; it is that of another connector or release: start without it");
        }
        long block = buffer.getLong();
        long recordsBefore = buffer.getLong();
        long inBlock = buffer.getLong();
        byte[] sync = new byte[ContainerHeader.SYNC_BYTES];
        buffer.get(sync);
        if (block < 0 || recordsBefore < 0 || inBlock < 0) {
            throw new IOException("a stored position in an Avro file is damaged; start without it");
        }
        return new AvroPosition(block, recordsBefore, inBlock, sync);
    }
}
