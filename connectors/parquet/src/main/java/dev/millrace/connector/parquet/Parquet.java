package dev.millrace.connector.parquet;

import dev.millrace.connector.files.DirectorySink;
import dev.millrace.connector.files.FileSelection;
import java.nio.file.Path;

/**
 * Parquet files of records.
 *
 * <pre>{@code
 * record Edit(Instant time, String channel, long added) {}
 *
 * pipeline.read("edits", Parquet.in(Path.of("edits")).as(Edit.class).eventTime(Edit::time))
 *         .write("copy", Parquet.toDirectory(Path.of("copy"), Edit.class));
 * }</pre>
 *
 * <p><b>Reading.</b> Columns are matched by name, or by {@link dev.millrace.api.type.FormerName}, and only those that the class has are read from the file. A
 * component that the file lacks has its {@link dev.millrace.api.type.DefaultValue}, or is null where it is marked {@code @Nullable}, or an empty
 * {@code Optional}; else reading is refused. Whole numbers are read as any other that they fit into; texts also as enums; times as {@code
 * java.time} types, {@code UUID}, decimals as {@code BigDecimal}. Nested and repeated columns are not read, and a class that has one is refused; nor are
 * encrypted files, pages packed with LZO, LZ4 or Brotli, and the encodings BYTE_STREAM_SPLIT and BIT_PACKED.
 *
 * <p><b>Writing.</b> Primitives and their boxes, {@code String}, {@code byte[]}, enums, {@code Instant}, {@code LocalDateTime} and {@code LocalTime} in
 * microseconds, where what is finer is cut off, {@code LocalDate} and {@code UUID}; {@code Optional}, boxes and what is marked {@code @Nullable} may be absent, and
 * null anywhere else is refused. Other types are refused when the sink is made.
 */
public final class Parquet {

    private Parquet() {}

    /**
     * Reads files.
     *
     * @param path a file, or a directory of which each file is read
     * @return a description that lacks the class of the records
     */
    public static ParquetFiles in(Path path) {
        return new ParquetFiles(
                new FileSelection(path, null),
                new ParquetLimits(ParquetFiles.PAGE_BYTES_MAX, ParquetFiles.FOOTER_BYTES_MAX));
    }

    /**
     * Writes a directory of files.
     *
     * @param directory made if it does not exist; belongs to this sink
     * @param type a record class
     * @param <T> type of the records
     * @return the sink, whose files are called {@code part-00000000.parquet} and so on unless they are named
     * @throws IllegalArgumentException if the class has a field that cannot be written; the message names it
     */
    public static <T> DirectorySink<T> toDirectory(Path directory, Class<T> type) {
        return DirectorySink.of(directory, format(type));
    }

    /**
     * Files of records.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the format, for {@link DirectorySink#of}
     * @throws IllegalArgumentException if the class has a field that cannot be written; the message names it
     */
    public static <T> ParquetFormat<T> format(Class<T> type) {
        return ParquetFormat.of(type);
    }
}
