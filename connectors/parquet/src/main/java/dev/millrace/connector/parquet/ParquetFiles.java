package dev.millrace.connector.parquet;

import dev.millrace.api.connector.Source;
import dev.millrace.api.type.RecordConstructor;
import dev.millrace.connector.files.FileSelection;
import java.util.Objects;

/** Parquet files to be read. Immutable; {@link #as} makes a source of it. */
public final class ParquetFiles {

    /** The most that a page may have, packed or unpacked, unless set: 64 MiB. Writers make pages of 1 MiB as a rule. */
    public static final int PAGE_BYTES_MAX = 64 << 20;

    /** The most that a footer may have, unless set: 64 MiB. In memory it takes some ten times as much. */
    public static final int FOOTER_BYTES_MAX = 64 << 20;

    private final FileSelection files;
    private final ParquetLimits limits;

    ParquetFiles(FileSelection files, ParquetLimits limits) {
        this.files = files;
        this.limits = limits;
    }

    /**
     * Reads only some files of a directory.
     *
     * @param pattern matched against their names, as {@code *.parquet}; the syntax is that of {@link java.nio.file.FileSystem#getPathMatcher}
     * @return a new description
     * @throws IllegalArgumentException if it is no pattern
     */
    public ParquetFiles glob(String pattern) {
        return new ParquetFiles(new FileSelection(files.path(), pattern), limits);
    }

    /**
     * Limits the memory that a page may take, of each column that is read. A larger one fails the job.
     *
     * @param bytes at least 1; {@link #PAGE_BYTES_MAX} unless set
     * @return a new description
     */
    public ParquetFiles pageBytesMax(int bytes) {
        return new ParquetFiles(files, new ParquetLimits(bytes, limits.footerBytesMax()));
    }

    /**
     * Limits the bytes of a footer. A larger one fails the job.
     *
     * @param bytes at least 1; {@link #FOOTER_BYTES_MAX} unless set
     * @return a new description
     */
    public ParquetFiles footerBytesMax(int bytes) {
        return new ParquetFiles(files, new ParquetLimits(limits.pageBytesMax(), bytes));
    }

    /**
     * Sets the class of the records; columns that it lacks are not read.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the source; a file that does not fit the class fails the job when it is opened, naming the column
     * @throws IllegalArgumentException if the class is no record
     */
    public <T> Source<T> as(Class<T> type) {
        RecordField.of(Objects.requireNonNull(type, "type"));
        RecordConstructor.of(type);
        return new ParquetSource<>(files, type, limits);
    }
}
