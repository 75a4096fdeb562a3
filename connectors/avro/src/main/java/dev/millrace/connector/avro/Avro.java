package dev.millrace.connector.avro;

import dev.millrace.connector.files.DirectorySink;
import dev.millrace.connector.files.FileSelection;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * Avro object container files.
 *
 * <pre>{@code
 * record Edit(Instant time, String channel, String user, long added) {}
 *
 * pipeline.read("edits", Avro.in(Path.of("edits")).as(Edit.class).eventTime(Edit::time))
 *         .write("copy", Avro.toDirectory(Path.of("copy"), Edit.class));
 * }</pre>
 *
 * <p><b>Reading.</b> Fields are matched by name, or by {@link dev.millrace.api.type.FormerName}; fields that the class lacks are passed
 * over. A component that the file lacks has its {@link dev.millrace.api.type.DefaultValue}, or is null where it is marked
 * {@code @Nullable}, or an empty {@code Optional}; else reading is refused. Whole numbers are read as any other that they fit into, or as
 * floating ones; enums and texts as each other; logical types as {@code java.time}, {@code UUID} and {@code BigDecimal}; unions
 * as what all of their values fit, with null for {@code @Nullable} and {@code Optional}. Classes are never found by names in files.
 *
 * <p><b>Writing.</b> A schema is made of the record class: primitives, {@code String}, {@code byte[]}, enums, records, {@code List},
 * {@code Map} of texts; {@code Instant}, {@code LocalDateTime} and {@code LocalTime} in microseconds, where what is finer is cut off,
 * {@code LocalDate} and {@code UUID}. {@code Optional}, boxes, and what is marked {@code @Nullable} are unions with null; null
 * anywhere else is refused. Types that need a scale, as {@code BigDecimal}, need a schema of yours.
 */
public final class Avro {

    private Avro() {}

    /**
     * Reads files.
     *
     * @param path a file, or a directory of which each file is read
     * @return a description that lacks the class of the records
     */
    public static AvroFiles in(Path path) {
        return new AvroFiles(new FileSelection(path, null), AvroFiles.BLOCK_BYTES_MAX, Long.MAX_VALUE);
    }

    /**
     * Writes a directory of files.
     *
     * @param directory made if it does not exist; belongs to this sink
     * @param type a record class
     * @param <T> type of the records
     * @return the sink, whose files are called {@code part-00000000.avro} and so on unless they are named
     * @throws IllegalArgumentException if the class has a field without a schema; the message names it
     */
    public static <T> DirectorySink<T> toDirectory(Path directory, Class<T> type) {
        return DirectorySink.of(directory, format(type));
    }

    /**
     * Files with the schema of a record class.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the format, for {@link DirectorySink#of}
     * @throws IllegalArgumentException if the class has a field without a schema; the message names it
     */
    public static <T> AvroFormat<T> format(Class<T> type) {
        return format(type, schemaOf(type));
    }

    /**
     * Files with a schema of yours.
     *
     * @param type a record class
     * @param schema of the files
     * @param <T> type of the records
     * @return the format, for {@link DirectorySink#of}
     * @throws IllegalArgumentException if class and schema do not fit; the message names the field
     */
    public static <T> AvroFormat<T> format(Class<T> type, Schema schema) {
        return new AvroFormat<>(
                Objects.requireNonNull(schema, "schema"),
                ValueWriters.of(schema, Objects.requireNonNull(type, "type")),
                AvroCompression.DEFLATE);
    }

    /**
     * The schema of a record class.
     *
     * @param type a record class
     * @return the schema with which its records are written
     * @throws IllegalArgumentException if the class has a field without a schema; the message names it
     */
    public static Schema schemaOf(Class<?> type) {
        return RecordSchema.of(type);
    }
}
