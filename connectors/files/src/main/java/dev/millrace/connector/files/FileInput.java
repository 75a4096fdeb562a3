package dev.millrace.connector.files;

/**
 * What the descriptions of all file formats have in common: which files, and how they are cut into lines. Immutable;
 * each setting returns a new description. The settings may come before or after {@code as(...)}:
 *
 * <pre>{@code
 * JsonLines.in(directory).glob("*.json.gz").as(Edit.class)
 * Lines.in(log).follow()
 * }</pre>
 *
 * @param <S> the description itself
 */
public abstract sealed class FileInput<S extends FileInput<S>> permits JsonLines, Csv, DeadLetters, FileSource {

    /** The longest line that is read, unless set: 16 MiB. */
    public static final int LINE_BYTES_MAX = 16 << 20;

    private final FileSet files;

    FileInput(FileSet files) {
        this.files = files;
    }

    FileSet files() {
        return files;
    }

    abstract S with(FileSet changed);

    /**
     * Reads only some files of a directory.
     *
     * @param pattern matched against the names of the files, as {@code *.json.gz}; the syntax is that of
     *     {@link java.nio.file.FileSystem#getPathMatcher}
     * @return a new description
     * @throws IllegalArgumentException if it is no pattern, or the input is followed
     */
    public S glob(String pattern) {
        return with(new FileSet(files.path(), pattern, files.isFollowed(), files.lineBytesMax()));
    }

    /**
     * Reads on for ever as the file grows, as a log does. The split is live. Only complete lines are delivered.
     *
     * <p>Rotation: when the path names another file than the one being read, the old one is read for five seconds more, since its writer may
     * not have been told yet, to its end, its last line too if it has no end, and then the new one from its start. While the path names no file the reader waits.
     * When the file has shrunk below what was read, it is read again from its start. A file that was emptied and grew
     * past the old place between two reads cannot be told from one that only grew.
     *
     * <p>Positions count lines across rotations, so they go on increasing; the error of a bad line names its number in
     * the file. After a restart, the file that was being read is looked for under its new name in the same
     * directory; if it is not there, opening fails.
     *
     * @return a new description
     * @throws IllegalArgumentException if this is a directory or a compressed file
     */
    public S follow() {
        return with(new FileSet(files.path(), files.glob(), true, files.lineBytesMax()));
    }

    /**
     * Limits the memory that a line may take. A longer line fails the job, naming its position, whatever the failure policy. A CSV record with line
     * ends in quotes counts as one line.
     *
     * @param bytes without the line end, from 1 to 2<sup>30</sup>; {@link #LINE_BYTES_MAX} unless set
     * @return a new description
     */
    public S lineBytesMax(int bytes) {
        return with(new FileSet(files.path(), files.glob(), files.isFollowed(), bytes));
    }
}
