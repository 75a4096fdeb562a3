package dev.millrace.connector.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** The hidden file that takes the rows of one epoch. Owned by the writer's thread. */
final class Segment {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final CRC32C checksum = new CRC32C();
    private final OutputStream out;

    private Segment(Path file, OutputStream raw, Compression compression) throws IOException {
        this.file = file;
        out = compression.pack(new BufferedOutputStream(new CheckedOutputStream(raw, checksum), BUFFER_BYTES));
    }

    static Segment create(Path file, Compression compression) throws IOException {
        OutputStream raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Segment made = null;
        try {
            made = new Segment(file, raw, compression);
            return made;
        } finally {
            if (made == null) {
                raw.close();
                Files.deleteIfExists(file);
            }
        }
    }

    Path file() {
        return file;
    }

    /** Takes the rows; packs them if need be. */
    OutputStream out() {
        return out;
    }

    /** Makes the rows durable. Nothing can be written after this. */
    PreparedEpoch prepare(long offset, String header) throws IOException {
        out.close();
        long length;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            length = channel.size();
        }
        return new PreparedEpoch(String.valueOf(file.getFileName()), offset, length, (int) checksum.getValue(), header);
    }

    void discard() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
