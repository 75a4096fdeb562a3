package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plain file that grows, for ever, through rotation and truncation.
 *
 * <p>A file that was renamed away is read by the open channel, for {@link #READ_ON} after the path was seen to name another file: its writer may
 * have written since our last read, and goes on until it is told to open the new one. Only then its end counts.
 */
final class FollowingReader<T> extends LineReader<T> {

    /** Rotating programs create the new file, and tell the writer after that. */
    static final Duration READ_ON = Duration.ofSeconds(5);

    private static final int OPEN_ATTEMPTS_MAX = 10;

    private final Path path;
    private final InstantSource clock;
    private Object key;

    /** When the path was seen to name another file; null if it was not. */
    private @Nullable Instant rotatedAt;

    /** Whether nobody writes to a file that was rotated any more. */
    private boolean isOld;

    private FollowingReader(
            Path path,
            InstantSource clock,
            Opened opened,
            LineSplitter lines,
            LineDecoder<T> decoder,
            StoredPosition resume)
            throws IOException {
        super(path, opened.channel, lines, decoder, resume);
        this.path = path;
        this.clock = clock;
        this.key = opened.key;
    }

    static <T> FollowingReader<T> open(
            Path path, InstantSource clock, LineSplitter lines, LineDecoder<T> decoder, StoredPosition resume)
            throws IOException {
        Opened opened = Opened.of(path);
        if (!isTheFile(resume, opened.channel)) {
            opened.channel.close();
            opened = findRotated(path, resume);
        }
        return new FollowingReader<>(path, clock, opened, lines, decoder, resume);
    }

    private static boolean isTheFile(StoredPosition resume, FileChannel channel) throws IOException {
        return channel.size() >= resume.offset() && resume.fingerprint().matches(channel);
    }

    /** Looks for the file that was read before the restart under the names that rotation gives. */
    private static Opened findRotated(Path path, StoredPosition resume) throws IOException {
        String name = path.getFileName().toString();
        List<Path> others = new ArrayList<>();
        try (Stream<Path> siblings = Files.list(path.toAbsolutePath().getParent())) {
            siblings.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().equals(path.getFileName())
                            && file.getFileName().toString().startsWith(name))
                    .forEach(others::add);
        }
        for (Path other : others) {
            Opened opened = Opened.of(other);
            if (isTheFile(resume, opened.channel)) {
                requireLast(other, others, path);
                return opened;
            }
            opened.channel.close();
        }
        throw new IOException(path + " is not the file of which the position was stored, line " + resume.lines()
                + ": it was rotated or emptied meanwhile, and no file beside it starts as the old one did; put the"
                + " old file there, uncompressed, as " + name + ".1, or start without the stored position");
    }

    /** Files between the one that was found and the path's would be skipped without a sound. */
    private static void requireLast(Path found, List<Path> others, Path path) throws IOException {
        for (Path other : others) {
            if (Files.getLastModifiedTime(other).compareTo(Files.getLastModifiedTime(found)) > 0) {
                throw new IOException(path + " was rotated more than once since the position was stored: it is in "
                        + found + ", and " + other + " is newer; only one rotation can be bridged; read both by a job"
                        + " of their own, and start this one without the stored position");
            }
        }
    }

    @Override
    AtEnd atEnd() throws IOException {
        if (channel().size() < channel().position()) {
            startOver(channel());
            return AtEnd.AGAIN;
        }
        Instant since = rotatedAt;
        if (since == null) {
            Object keyNow = keyOf(path);
            if (keyNow == null || keyNow.equals(key)) {
                return AtEnd.NOTHING;
            }
            rotatedAt = clock.instant();
            return AtEnd.AGAIN;
        }
        if (!isOld) {
            isOld = !clock.instant().isBefore(since.plus(READ_ON));
            // Its end is to be seen once more.
            return isOld ? AtEnd.AGAIN : AtEnd.NOTHING;
        }
        if (lines().last()) {
            return AtEnd.LINE; // nobody will complete it
        }
        return startNextFile();
    }

    private AtEnd startNextFile() throws IOException {
        Opened next;
        try {
            next = Opened.of(path);
        } catch (NoSuchFileException rotatedAgain) {
            return AtEnd.NOTHING;
        }
        startOver(next.channel);
        key = next.key;
        rotatedAt = null;
        isOld = false;
        return AtEnd.AGAIN;
    }

    @Override
    Status statusAtEnd() {
        // Meanwhile there may be lines in the next file, which time must wait for.
        return rotatedAt == null ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    /** What makes a file itself, whatever its name; null if the path names none now. */
    private static @Nullable Object keyOf(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return key == null ? attributes.creationTime() : key;
        } catch (NoSuchFileException renamedAway) {
            return null;
        }
    }

    /** An open file and its key, which cannot be asked of a channel. */
    private record Opened(FileChannel channel, Object key) {

        static Opened of(Path path) throws IOException {
            for (int attempt = 0; attempt < OPEN_ATTEMPTS_MAX; attempt++) {
                Object before = keyOf(path);
                FileChannel channel = FileChannel.open(path);
                if (before != null && before.equals(keyOf(path))) {
                    return new Opened(channel, before);
                }
                channel.close();
            }
            throw new IOException(path + " was replaced " + OPEN_ATTEMPTS_MAX + " times while it was being opened");
        }
    }
}
