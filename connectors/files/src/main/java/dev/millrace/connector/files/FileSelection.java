package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file, or the files of a directory; hidden ones and subdirectories are left out. Immutable.
 *
 * @param path a file or a directory
 * @param glob which files of a directory, by name; null for all
 */
public record FileSelection(Path path, @Nullable String glob) {

    /**
     * Validates.
     *
     * @throws IllegalArgumentException if it is no pattern
     */
    public FileSelection {
        Objects.requireNonNull(path, "path");
        if (glob != null) {
            matcher(path, glob);
        }
    }

    /**
     * Finds the files.
     *
     * @return in the order of their names; at least one
     * @throws IOException if the path does not exist, no file matches, or one cannot be read
     */
    public List<Path> list() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path + " does not exist; a relative path is looked up in "
                    + Path.of("").toAbsolutePath());
        }
        if (!Files.isDirectory(path)) {
            if (glob != null) {
                throw new NotDirectoryException("glob(\"" + glob + "\") selects files of a directory, but " + path
                        + " is a file; leave it out");
            }
            return List.of(requireReadable(path));
        }
        List<Path> found;
        PathMatcher matcher = matcher(path, glob == null ? "*" : glob);
        try (Stream<Path> entries = Files.list(path)) {
            found = entries.filter(FileSelection::isVisibleFile)
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
        if (found.isEmpty()) {
            throw new NoSuchFileException("the directory " + path + " has no file"
                    + (glob == null ? "; hidden files and subdirectories are not read" : " that matches " + glob));
        }
        for (Path file : found) {
            requireReadable(file);
        }
        return found;
    }

    /** Hidden files are left out: sinks keep what is not committed yet under hidden names. */
    private static boolean isVisibleFile(Path file) {
        return Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".");
    }

    private static PathMatcher matcher(Path path, String glob) {
        return path.getFileSystem().getPathMatcher("glob:" + glob);
    }

    private static Path requireReadable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " cannot be read by this process; check its permissions");
        }
        return file;
    }

    /** For messages. */
    @Override
    public String toString() {
        return glob == null ? path.toString() : path + "/" + glob;
    }
}
