package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Tells whether a file still is the one of which a position was stored, by its first bytes: a name survives
 * rotation no better than an inode number survives a copy to another machine. Of a packed file the unpacked bytes count.
 *
 * @param length how many bytes were read; 0 matches every file
 * @param checksum CRC-32C of them
 */
record Fingerprint(int length, int checksum) {

    static final Fingerprint NONE = new Fingerprint(0, 0);

    /** Enough to get past the header that all files of one program share. */
    static final int BYTES_MAX = 4096;

    /** Reads the bytes before a position, as far as they are needed. */
    static Fingerprint of(FileChannel channel, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(offset, BYTES_MAX));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) < 0) {
                return NONE; // shorter than the position: the file has just been emptied
            }
        }
        return of(bytes.array(), bytes.position());
    }

    /** Of bytes that are at hand. */
    static Fingerprint of(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return new Fingerprint(length, (int) checksum.getValue());
    }

    boolean isComplete() {
        return length == BYTES_MAX;
    }

    boolean matches(FileChannel channel) throws IOException {
        return equals(of(channel, length));
    }
}
