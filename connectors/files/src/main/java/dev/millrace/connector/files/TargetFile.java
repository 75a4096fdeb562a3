package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that a sink makes, and the segments beside it. Owned by the writer's thread.
 *
 * <p>The first segment takes the place of the target by a rename; the others are copied to its end. A commit may be stopped
 * anywhere and repeated: the bytes of an epoch have one place, and what stands there already is told by its checksum. So
 * a repeated commit writes the same bytes to the same place, or finds that it has nothing to do, whether the segment is still there
 * or not; and it never touches the epochs behind it.
 */
final class TargetFile {

    private static final System.Logger LOGGER = System.getLogger(TargetFile.class.getName());

    /** What follows the name of the target in the hidden name of a segment: number of the writer, and a random id. */
    private static final Pattern SEGMENT = Pattern.compile("[0-9]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

    private static final int BUFFER_BYTES = 1 << 16;

    /** As the user has named it. */
    private final Path path;

    private final Path file;
    private final String prefix;

    private TargetFile(Path path, Path file) {
        this.path = path;
        this.file = file;
        prefix = "." + file.getFileName() + ".";
    }

    /** Finds the file that is to be replaced: behind a link, its target. */
    static TargetFile requireWritable(Path path) throws IOException {
        Path file = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(path + " cannot be written: the directory " + directory
                    + " does not exist; create it before the job starts");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(path + " cannot be written: a sink replaces its target, and this one is no regular"
                    + " file; name a file");
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new IOException(
                    path + " cannot be written: it exists and is write-protected; remove it, or name another file");
        }
        return new TargetFile(path, file);
    }

    Segment createSegment(int writerIndex) throws IOException {
        Path segment = file.resolveSibling(prefix + writerIndex + "-" + UUID.randomUUID() + ".tmp");
        try {
            return Segment.create(segment, Compression.of(file));
        } catch (IOException thrown) {
            throw new IOException(
                    "no file can be made in " + file.getParent() + ", where the one that becomes " + path
                            + " is written (" + thrown + "); check its permissions",
                    thrown);
        }
    }

    private Path segment(PreparedEpoch prepared) throws IOException {
        String name = prepared.segment();
        if (!isSegment(name)) {
            throw new IOException("what was prepared for " + file + " must be in a file with a name as " + prefix
                    + "0-(id).tmp, got '" + name + "'; it belongs to another sink");
        }
        return file.resolveSibling(name);
    }

    private boolean isSegment(String name) {
        if (!name.startsWith(prefix)) {
            return false;
        }
        Matcher rest = SEGMENT.matcher(name).region(prefix.length(), name.length());
        return rest.matches();
    }

    /** Puts the rows of an epoch where they belong, for good; does nothing if they are there. */
    void commit(PreparedEpoch prepared) throws IOException {
        if (!prepared.hasRows()) {
            return;
        }
        Path segment = segment(prepared);
        if (prepared.offset() == 0 && Files.exists(segment)) {
            Files.move(segment, file, StandardCopyOption.ATOMIC_MOVE);
            DirectoryEntries.force(file.resolveSibling("."));
            return;
        }
        requireExists();
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            requireLength(target.size(), prepared.offset());
            boolean isThere = isThere(target, prepared);
            if (!isThere && !Files.exists(segment)) {
                throw new NoSuchFileException(file + " does not have what was prepared for it, bytes "
                        + prepared.offset() + " to " + prepared.end() + ", and " + segment.getFileName()
                        + ", which does, is gone; put both back, or start without the checkpoint");
            }
            if (!isThere) {
                copy(segment, target, prepared);
            }
            target.force(true);
        }
        Files.deleteIfExists(segment);
    }

    /** What a commit that was stopped has left behind is overwritten: a reader never sees the file shrink. */
    private static void copy(Path segment, FileChannel target, PreparedEpoch prepared) throws IOException {
        try (FileChannel rows = FileChannel.open(segment)) {
            if (rows.size() != prepared.length()) {
                throw new IOException(segment + " had " + prepared.length() + " bytes when it was prepared, but has "
                        + rows.size() + " now");
            }
            target.position(prepared.offset());
            long copied = 0;
            while (copied < prepared.length()) {
                copied += rows.transferTo(copied, prepared.length() - copied, target);
            }
        }
        target.truncate(prepared.end());
    }

    private static boolean isThere(FileChannel target, PreparedEpoch prepared) throws IOException {
        if (target.size() < prepared.end()) {
            return false;
        }
        CRC32C checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = prepared.offset(); at < prepared.end(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, prepared.end() - at));
            while (buffer.hasRemaining()) {
                if (target.read(buffer, at + buffer.position()) < 0) {
                    return false;
                }
            }
            checksum.update(buffer.flip());
        }
        return (int) checksum.getValue() == prepared.checksum();
    }

    private void requireExists() throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file + " is gone, although the checkpoint knows of rows in it; put it back, or"
                            + " start without the checkpoint");
        }
    }

    private void requireLength(long length, long expected) throws IOException {
        if (length < expected) {
            throw new IOException(
                    file + " has " + length + " bytes, but " + expected + " had been committed to it; something"
                            + " else has changed it. Put the old file back, or start without the checkpoint");
        }
    }

    /** Takes back what a later checkpoint has committed, when a job goes on from an earlier one. */
    void requireEnd(long end) throws IOException {
        requireExists();
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long length = target.size();
            requireLength(length, end);
            if (length > end) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "{0} has {1} bytes more than the checkpoint knows; they are cut off, and written again",
                        file,
                        Long.toString(length - end));
                target.truncate(end);
                target.force(true);
            }
        }
    }

    /** Removes the segments of epochs that no checkpoint knows. */
    void removeSegments(@Nullable Segment except) throws IOException {
        List<Path> found;
        try (Stream<Path> siblings = Files.list(file.resolveSibling("."))) {
            found = siblings.filter(sibling -> isSegment(String.valueOf(sibling.getFileName())))
                    .toList();
        }
        for (Path segment : found) {
            if (except == null || !segment.getFileName().equals(except.file().getFileName())) {
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "{0}: {1} bytes of rows that no checkpoint knows are discarded",
                        segment.getFileName(),
                        Long.toString(Files.size(segment)));
                Files.delete(segment);
            }
        }
    }

    void discard(PreparedEpoch prepared) throws IOException {
        if (prepared.hasRows()) {
            Files.deleteIfExists(segment(prepared));
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return file.toString();
    }
}
