package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a directory of files, each ended by its size, its span of event time, or a checkpoint, and put into directories that are
 * functions of the records. Immutable; each setting returns a new sink.
 *
 * <pre>{@code
 * edits.write("archive", JsonLines.<Edit>toDirectory(Path.of("edits"))
 *         .named("edits.jsonl.gz")
 *         .partitionBy("day", edit -> LocalDate.ofInstant(edit.time(), ZoneOffset.UTC))
 *         .rollAtBytes(256 << 20)
 *         .rollAfterEpochs(60));
 * }</pre>
 *
 * <p>makes {@code edits/day=2026-01-01/edits-00000000.jsonl.gz} and so on. Numbers increase over the whole directory; those of one
 * partition have gaps, and so do all after a restart. A file is written under a hidden name ({@code .edits-00000000.jsonl.gz.tmp}) and
 * renamed when the checkpoint in which it ended is complete: a file that can be seen is whole, and never changes. In a job without
 * checkpoints all appear when it finishes, one after the other. Readers may take away what they see.
 *
 * <p>The directory belongs to one sink of one job. A job that starts from the beginning is refused if there are files in it.
 *
 * <p>Files are made by {@link java.nio.file.Files}, on the file system of the path; it must have atomic moves and channels that
 * can be forced, as the local disk has.
 *
 * @param <T> type of the records
 */
public final class DirectorySink<T> implements Sink<T> {

    /** The size at which a file is ended, unless set: 128 MiB. */
    public static final long FILE_BYTES_MAX = 128L << 20;

    /** How many files may be open, unless set: 64. */
    public static final int OPEN_FILES_MAX = 64;

    /** How many files one epoch may end: 100,000. The job fails when there are more, since all of them are in the checkpoint. */
    public static final int FILES_PER_EPOCH_MAX = 100_000;

    private final Path root;
    private final FileFormat<T> format;
    private final PartNames names;
    private final Partitions<T> partitions;
    private final RollingPolicy policy;

    private DirectorySink(
            Path root, FileFormat<T> format, PartNames names, Partitions<T> partitions, RollingPolicy policy) {
        this.root = root;
        this.format = format;
        this.names = names;
        this.partitions = partitions;
        this.policy = policy;
        if (policy.epochs() > 1 && !format.isContinuable()) {
            throw new IllegalArgumentException("a file of " + format.name() + " is complete only at its end, so each"
                    + " checkpoint ends it; rollAfterEpochs(" + policy.epochs() + ") cannot be kept: make checkpoints"
                    + " less often for larger files");
        }
        if (Compression.of(Path.of(names.visible(0))) != Compression.NONE && !format.isPackable()) {
            throw new IllegalArgumentException("files of " + format.name()
                    + " pack by themselves, and cannot be read when they are packed once more; leave "
                    + names.extension() + " out");
        }
    }

    /**
     * Writes a directory in a format of your own.
     *
     * @param directory made if it does not exist
     * @param format of the files
     * @param <T> type of the records
     * @return a sink whose files are called {@code part-00000000} and so on, with the extension of the format
     */
    public static <T> DirectorySink<T> of(Path directory, FileFormat<T> format) {
        return new DirectorySink<>(
                Objects.requireNonNull(directory, "directory"),
                format,
                PartNames.of("part" + format.extension()),
                new Partitions<>(List.of()),
                RollingPolicy.STANDARD);
    }

    private DirectorySink<T> with(RollingPolicy changed) {
        return new DirectorySink<>(root, format, names, partitions, changed);
    }

    /**
     * Names the files; a number comes before the extension.
     *
     * @param name as {@code edits.jsonl.gz}; files whose name ends with {@code .gz} or {@code .zst} are packed
     * @return a new sink
     * @throws IllegalArgumentException if it is no such name, or files of this format cannot be packed
     */
    public DirectorySink<T> named(String name) {
        return new DirectorySink<>(root, format, PartNames.of(name), partitions, policy);
    }

    /**
     * Adds a level of directories, as {@code day=2026-01-01}, which Hive, Spark, DuckDB and others read as a column. Characters that
     * file names must not have are escaped as Hive does, {@code %2F} for a slash; null and an empty text make
     * {@code __HIVE_DEFAULT_PARTITION__}. A record whose function throws, or whose directory cannot be named, is refused.
     *
     * @param name of the column: letters, digits, _ and -
     * @param value of a record; its {@code toString()} counts
     * @return a new sink
     */
    public DirectorySink<T> partitionBy(String name, ThrowingFunction<T, ? extends @Nullable Object> value) {
        return new DirectorySink<>(
                root, format, names, partitions.and(Objects.requireNonNull(name, "name"), value), policy);
    }

    /**
     * Adds a level of directories called by the value alone. A point at its start is escaped, too, since the directory would be hidden.
     *
     * @param value of a record; its {@code toString()} counts
     * @return a new sink
     */
    public DirectorySink<T> partitionBy(ThrowingFunction<T, ? extends @Nullable Object> value) {
        return new DirectorySink<>(root, format, names, partitions.and(null, value), policy);
    }

    /**
     * Ends a file that has reached a size. What compression holds back is not counted, so a file may be a little larger.
     *
     * @param bytes at least 1; {@link #FILE_BYTES_MAX} unless set
     * @return a new sink
     */
    public DirectorySink<T> rollAtBytes(long bytes) {
        return with(policy.withBytes(bytes));
    }

    /**
     * Ends a file when a record comes whose timestamp is that of the file's first record and this, or later. Records that are older go
     * to the file that is open.
     *
     * @param span of event time, at least a millisecond
     * @return a new sink
     */
    public DirectorySink<T> rollAfter(Duration span) {
        return with(policy.withSpan(span));
    }

    /**
     * Lets files go on over checkpoints, so that there are fewer of them, and they appear later: a file is ended by the last of
     * so many checkpoints since it was begun, unless its size or time has ended it before, or when the job finishes. A job
     * that is stopped leaves it hidden, and goes on in it when it is started again.
     *
     * @param epochs 1 unless set: every checkpoint ends all files
     * @return a new sink
     * @throws IllegalArgumentException if it is more than 1, and the format cannot go on in a file
     */
    public DirectorySink<T> rollAfterEpochs(int epochs) {
        return with(policy.withEpochs(epochs));
    }

    /**
     * Limits how many files are open. When one more is needed, the one that was written least recently is ended; so with
     * more partitions at a time than this, files become small.
     *
     * @param files at least 1; {@link #OPEN_FILES_MAX} unless set
     * @return a new sink
     */
    public DirectorySink<T> openFilesMax(int files) {
        return with(policy.withOpenFilesMax(files));
    }

    Path root() {
        return root;
    }

    FileFormat<T> format() {
        return format;
    }

    PartNames names() {
        return names;
    }

    Partitions<T> partitions() {
        return partitions;
    }

    RollingPolicy policy() {
        return policy;
    }

    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        return DirectoryWriter.open(this, context);
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    @Override
    public String describe() {
        return format.name() + " to " + root + "/" + partitions + names;
    }

    @Override
    public String toString() {
        return describe();
    }
}
