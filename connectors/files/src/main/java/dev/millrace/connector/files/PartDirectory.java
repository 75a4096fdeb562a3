package dev.millrace.connector.files;

import dev.millrace.connector.files.PreparedParts.EndedPart;
import dev.millrace.connector.files.PreparedParts.OpenPart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The directory that a sink fills: all that is done to files and names. Owned by the writer's thread.
 *
 * <p>Files are told by their numbers: those from the next number of a checkpoint on are of epochs after it. So what a crash has left
 * behind is found by looking, and nothing else has to be kept of it.
 */
final class PartDirectory {

    private static final System.Logger LOGGER = System.getLogger(PartDirectory.class.getName());

    private final Path root;
    private final PartNames names;

    /** Directories whose entries have changed since the last {@link #sync}. */
    private final Set<Path> changed = new LinkedHashSet<>();

    /** A file of this sink. */
    private record Found(Path file, String part, long number, boolean isVisible) {}

    PartDirectory(Path root, PartNames names) {
        this.root = root.toAbsolutePath();
        this.names = names;
    }

    /** Makes the directory itself, so that one that cannot be written is known at once. */
    void prepareRoot() throws IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new IOException(root + " cannot be filled: it is a file; name a directory");
        }
        createDirectories(root);
        if (!Files.isWritable(root)) {
            throw new IOException("no file can be made in " + root + "; check its permissions");
        }
    }

    private void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
            changed.add(parent);
        }
        Files.createDirectory(directory);
    }

    private Path visible(String part) {
        return root.resolve(part);
    }

    private Path hidden(String part) {
        Path visible = visible(part);
        return visible.resolveSibling(PartNames.hidden(String.valueOf(visible.getFileName())));
    }

    private static Path directoryOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException(file + " is below a directory");
        }
        return parent;
    }

    /** Refuses a directory that the file system has no name for, as those with letters that its encoding lacks. */
    String requireNameable(String partition) {
        try {
            Path directory = root.resolve(partition).normalize();
            if (!directory.startsWith(root.normalize())) {
                throw new IllegalStateException(directory + " is not below " + root);
            }
            return partition;
        } catch (InvalidPathException thrown) {
            throw new IllegalArgumentException(
                    "'" + partition + "' is no name of a directory on this system, whose encoding of file names is "
                            + System.getProperty("sun.jnu.encoding"),
                    thrown);
        }
    }

    /** Makes a hidden file. */
    FileChannel create(String part) throws IOException {
        Path file = hidden(part);
        createDirectories(directoryOf(file));
        FileChannel made = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        changed.add(directoryOf(file));
        return made;
    }

    /** Goes on in a hidden file. */
    FileChannel append(String part) throws IOException {
        return FileChannel.open(hidden(part), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Removes a hidden file. */
    void discard(String part) throws IOException {
        Files.deleteIfExists(hidden(part));
    }

    /** Gives a file its name; does nothing if it has it. */
    void show(EndedPart ended) throws IOException {
        Path from = hidden(ended.part());
        Path to = visible(ended.part());
        if (Files.exists(from)) {
            if (Files.size(from) != ended.length()) {
                throw new IOException(from + " had " + ended.length() + " bytes when it was prepared, but has "
                        + Files.size(from) + " now; something else has changed it");
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            changed.add(directoryOf(to));
        } else if (!Files.exists(to)) {
            // It was durable when it was prepared, so it has been there: readers may take away what they have read.
            LOGGER.log(System.Logger.Level.WARNING, "{0} is gone; it is taken for one that was read and removed", to);
        }
    }

    /** Makes a file as a checkpoint knows it, to be gone on with. */
    void reopen(OpenPart open) throws IOException {
        Path file = hidden(open.part());
        if (!Files.exists(file)) {
            Path visible = visible(open.part());
            if (!Files.exists(visible)) {
                throw new NoSuchFileException(file + " is gone, although the checkpoint knows " + open.length()
                        + " bytes of it; put it back, or start without the checkpoint");
            }
            Files.move(visible, file, StandardCopyOption.ATOMIC_MOVE);
            changed.add(directoryOf(file));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() < open.length()) {
                throw new IOException(file + " has " + channel.size() + " bytes, but the checkpoint knows "
                        + open.length() + "; put the old file back, or start without the checkpoint");
            }
            if (channel.size() > open.length()) {
                channel.truncate(open.length());
                channel.force(true);
            }
        }
    }

    /** Removes what comes after a checkpoint, or does not belong to it. */
    void removeAfter(long nextNumber, Set<String> open) throws IOException {
        List<Found> removed = new ArrayList<>();
        for (Found found : find()) {
            boolean isOfLater = found.number >= nextNumber;
            if (isOfLater || (!found.isVisible && !open.contains(found.part))) {
                Files.delete(found.file);
                changed.add(directoryOf(found.file));
                removed.add(found);
            }
        }
        if (!removed.isEmpty()) {
            boolean isAnyVisible = removed.stream().anyMatch(Found::isVisible);
            LOGGER.log(
                    isAnyVisible ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                    "{0} files had rows that no checkpoint knows, as {1}; they are removed, and the rows written again",
                    removed.size(),
                    removed.get(0).file);
        }
    }

    /** For a sink that starts from the beginning. */
    void requireNothingVisible() throws IOException {
        List<Found> visible = find().stream().filter(Found::isVisible).toList();
        if (!visible.isEmpty()) {
            throw new IOException(root + " has " + visible.size() + " files called " + names + ", for example "
                    + visible.get(0).part
                    + ", and the job starts from the beginning, so rows would be there twice; empty"
                    + " the directory, name another, or start with the checkpoints");
        }
    }

    /** What was left by a process that died may not be durable, and who goes on relies on it: all directories are to be forced. */
    private List<Found> find() throws IOException {
        List<Found> all = new ArrayList<>();
        Path parent = root.getParent();
        if (parent != null) {
            changed.add(parent);
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                changed.add(visited);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = String.valueOf(file.getFileName());
                String waiting = names.visibleName(name);
                boolean isVisible = waiting.isEmpty();
                String visibleName = isVisible ? name : waiting;
                OptionalLong number = names.numberOf(visibleName);
                if (attributes.isRegularFile() && number.isPresent()) {
                    String part = relative(file.resolveSibling(visibleName));
                    all.add(new Found(file, part, number.getAsLong(), isVisible));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }

    private String relative(Path file) {
        StringBuilder part = new StringBuilder();
        for (Path step : root.relativize(file)) {
            part.append(part.isEmpty() ? "" : "/").append(step);
        }
        return part.toString();
    }

    /** Makes durable which files there are and how they are called. */
    void sync() throws IOException {
        for (Path directory : changed) {
            DirectoryEntries.force(directory);
        }
        changed.clear();
    }

    /** For messages. */
    @Override
    public String toString() {
        return root.toString();
    }
}
