package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        new FileSelection(path, glob); // a bad pattern fails here, on the user's line
    }

    /** Finds the files, in the order of their names. */
    List<Path> list() throws IOException {
        List<Path> found = new FileSelection(path, glob).list();
        found.forEach(Compression::of);
        return found;
    }
}
