package dev.millrace.connector.files;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import tools.jackson.core.JacksonException;

/**
 * Writes into a hidden temporary file beside the target, makes it durable, and renames it over the target. The target is
 * the old file or the whole new one at every moment. Owned by one thread.
 *
 * <pre>
 *   open    create .name.0-uuid.tmp
 *   prepare fsync it
 *   commit  rename it to name, fsync the directory
 * </pre>
 */
final class FileWriter<T> implements SinkWriter<T> {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte PREPARED_VERSION = 1;
    private static final byte[] NOTHING_PREPARED = {};

    private final Path target;
    private final Path temporary;
    private final OutputStream out;
    private final RecordEncoder<T> encoder;

    private long written;
    private boolean isPrepared;

    private FileWriter(Path target, Path temporary, OutputStream out, RecordEncoder<T> encoder) {
        this.target = target;
        this.temporary = temporary;
        this.out = out;
        this.encoder = encoder;
    }

    static <T> FileWriter<T> open(Path path, int writerIndex, RecordEncoder.Factory<T> encoders) throws IOException {
        Path target = requireWritable(path);
        String name = temporaryPrefix(target) + writerIndex + "-" + UUID.randomUUID() + ".tmp";
        Path temporary = target.resolveSibling(name);
        OutputStream file;
        try {
            file = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException thrown) {
            throw new IOException(
                    "no file can be made in " + target.getParent() + ", where the one that becomes " + path
                            + " is written (" + thrown + "); check its permissions",
                    thrown);
        }
        OutputStream out = null;
        try {
            out = Compression.of(target).pack(new BufferedOutputStream(file, BUFFER_BYTES));
            return new FileWriter<>(target, temporary, out, encoders.on(out));
        } finally {
            if (out == null) {
                file.close();
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** Finds the file that is to be replaced: behind a link, its target. */
    private static Path requireWritable(Path path) throws IOException {
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(path + " cannot be written: the directory " + directory
                    + " does not exist; create it before the job starts");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(path + " cannot be written: a sink replaces its target, and this one is no regular"
                    + " file; name a file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new IOException(
                    path + " cannot be written: it exists and is write-protected; remove it, or name another file");
        }
        return target;
    }

    private static String temporaryPrefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    @Override
    public void write(Records<T> records) throws IOException {
        if (isPrepared) {
            throw new IllegalStateException(target + " is written in one piece, and its epoch has ended; a job that"
                    + " writes files must have no checkpoints: it must be bounded and run to its end");
        }
        for (int i = 0; i < records.size(); i++) {
            try {
                encoder.encode(records.get(i));
            } catch (JacksonException thrown) {
                throw new IOException(
                        "record " + (written + 1) + " to " + target + " cannot be written: "
                                + BadRecordReason.of(thrown),
                        thrown);
            }
            written++;
        }
    }

    @Override
    public byte[] prepare(long epoch) throws IOException {
        if (isPrepared) {
            return NOTHING_PREPARED;
        }
        encoder.finish();
        out.close();
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        isPrepared = true;
        byte[] name = temporary.getFileName().toString().getBytes(StandardCharsets.UTF_8);
        byte[] prepared = new byte[1 + name.length];
        prepared[0] = PREPARED_VERSION;
        System.arraycopy(name, 0, prepared, 1, name.length);
        return prepared;
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws IOException {
        if (prepared.length == 0) {
            return;
        }
        Path source = preparedFile(prepared);
        if (Files.exists(source)) {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } else if (!Files.exists(target)) {
            throw new NoSuchFileException("epoch " + epoch + " of " + target + " cannot be committed: " + source
                    + ", which was prepared, is gone");
        }
        if (!isPrepared) {
            // After a restart: the file is complete, and this writer has nothing to add to it.
            out.close();
            Files.deleteIfExists(temporary);
            isPrepared = true;
        }
    }

    private Path preparedFile(byte[] prepared) throws IOException {
        String name = new String(Arrays.copyOfRange(prepared, 1, prepared.length), StandardCharsets.UTF_8);
        if (prepared[0] != PREPARED_VERSION || name.contains("/") || !name.startsWith(temporaryPrefix(target))) {
            throw new IOException("what was prepared for " + target + " must have version " + PREPARED_VERSION
                    + " and name a file that starts with " + temporaryPrefix(target) + ", got version " + prepared[0]
                    + " and '" + name + "'; it belongs to another sink or release");
        }
        return target.resolveSibling(name);
    }

    /** Without this the rename may be lost with the power, on systems that let a directory be opened. */
    private void forceDirectory() throws IOException {
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel directory = FileChannel.open(target.resolveSibling("."))) {
                directory.force(true);
            }
        }
    }

    @Override
    public void abort(long epoch, byte[] prepared) throws IOException {
        if (prepared.length > 0) {
            Files.deleteIfExists(preparedFile(prepared));
        }
    }

    /** Leaves a prepared file alone: a checkpoint may know it, and commit it after a restart. */
    @Override
    public void close() throws IOException {
        if (!isPrepared) {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
