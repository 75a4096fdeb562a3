package dev.millrace.connector.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a reader stands: {@code byte version (1); long next; long end}, big-endian.
 *
 * @param next offset of the next record, or {@link #EARLIEST}
 * @param end the offset before which the reader ends, or {@link #NO_END}; kept, so that a bounded job that is restarted ends
 *     where it would have ended
 */
record PartitionPosition(long next, long end) {

    /** The first record that the partition still has. */
    static final long EARLIEST = -2;

    static final long NO_END = Long.MAX_VALUE;

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 2 * Long.BYTES;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(next)
                .putLong(end)
                .array();
    }

    static PartitionPosition of(byte[] bytes) throws IOException {
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw new IOException(
                    "a position in a partition must have " + BYTES + " bytes and version " + VERSION + ", got "
                            + bytes.length + (bytes.length == 0 ? "" : " and version " + bytes[0])
                            + "; another kind of source, or another release of Millrace, has stored it");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        return new PartitionPosition(in.getLong(), in.getLong());
    }
}
