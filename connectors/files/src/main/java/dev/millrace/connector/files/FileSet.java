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
 * Which files are read, and how their bytes are cut into lines. Immutable.
 *
 * @param path a file or a directory
 * @param glob which files of a directory, by name; null for all
 * @param isFollowed whether the file is read for ever
 * @param lineBytesMax the longest line that is read, in bytes without its end
 */
record FileSet(Path path, @Nullable String glob, boolean isFollowed, int lineBytesMax) {

    /** What {@link #lineBytesMax} may be at most: an array must hold the line and a buffer besides. */
    static final int LINE_BYTES_LIMIT = 1 << 30;

    FileSet {
        Objects.requireNonNull(path, "path");
        if (lineBytesMax < 1 || lineBytesMax > LINE_BYTES_LIMIT) {
            throw new IllegalArgumentException(
                    "lineBytesMax must be between 1 and " + LINE_BYTES_LIMIT + ", got " + lineBytesMax);
        }
        Compression compression = Compression.of(path);
        if (isFollowed && (glob != null || Files.isDirectory(path))) {
            throw new IllegalArgumentException(
                    "only a single file can be followed, got the directory " + path + "; read each file by its name");
        }
        if (isFollowed && compression != Compression.NONE) {
            throw new IllegalArgumentException("only a plain file can be followed, got " + path
                    + ": the end of a compressed file cannot be read before it is written; leave out follow(), or"
                    + " follow the file before it is compressed");
        }
        if (glob != null) {
            matcher(path, glob); // a bad pattern fails here, on the user's line
        }
    }

    /** Finds the files, in the order of their names. */
    List<Path> list() throws IOException {
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
            found = entries.filter(FileSet::isVisibleFile)
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
        }
        if (found.isEmpty()) {
            throw new NoSuchFileException("the directory " + path + " has no file"
                    + (glob == null ? "; hidden files and subdirectories are not read" : " that matches " + glob));
        }
        for (Path file : found) {
            Compression.of(requireReadable(file));
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
}
