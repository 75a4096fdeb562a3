package dev.millrace.connector.avro;

import dev.millrace.api.connector.Source;
import dev.millrace.api.type.RecordConstructor;
import dev.millrace.connector.files.FileSelection;
import java.util.Objects;

/** Which Avro files are read, and how. Immutable; each setting returns a new description. */
public final class AvroFiles {

    /** The largest block that is read, packed or unpacked, unless set: 64 MiB. */
    public static final int BLOCK_BYTES_MAX = 64 << 20;

    private final FileSelection files;
    private final int blockBytesMax;
    private final long splitBytes;

    AvroFiles(FileSelection files, int blockBytesMax, long splitBytes) {
        this.files = files;
        this.blockBytesMax = blockBytesMax;
        this.splitBytes = splitBytes;
    }

    /**
     * Reads only some files of a directory.
     *
     * @param pattern matched against their names, as {@code *.avro}; the syntax is that of {@link java.nio.file.FileSystem#getPathMatcher}
     * @return a new description
     * @throws IllegalArgumentException if it is no pattern
     */
    public AvroFiles glob(String pattern) {
        return new AvroFiles(new FileSelection(files.path(), pattern), blockBytesMax, splitBytes);
    }

    /**
     * Limits the memory that a block may take. A larger one fails the job.
     *
     * @param bytes at least 1; {@link #BLOCK_BYTES_MAX} unless set
     * @return a new description
     */
    public AvroFiles blockBytesMax(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("blockBytesMax must be at least 1, got " + bytes);
        }
        return new AvroFiles(files, bytes, splitBytes);
    }

    /**
     * Divides files into parts that are read at the same time, in no order among them. Must stay the same as long as there are checkpoints.
     *
     * @param bytes of a part, about; at least 1,024; unless set, a file is one part
     * @return a new description
     */
    public AvroFiles splitAtBytes(long bytes) {
        if (bytes < 1024) {
            throw new IllegalArgumentException("a part of a file must have at least 1024 bytes, got " + bytes);
        }
        return new AvroFiles(files, blockBytesMax, bytes);
    }

    /**
     * Sets the class of the records.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the source; a file whose schema does not fit the class fails the job when it is opened, naming the field
     */
    public <T> Source<T> as(Class<T> type) {
        RecordConstructor.of(Objects.requireNonNull(type, "type"));
        return new AvroSource<>(files, type, blockBytesMax, splitBytes);
    }
}
