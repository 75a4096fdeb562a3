package dev.millrace.connector.avro;

import dev.millrace.connector.files.FileFormat;
import dev.millrace.connector.files.RecordEncoder;
import org.apache.avro.Schema;

/**
 * Avro object container files of records. Immutable; made by {@link Avro#format}.
 *
 * <pre>{@code
 * edits.write("archive", DirectorySink.of(Path.of("edits"), Avro.format(Edit.class).with(AvroCompression.ZSTANDARD)));
 * }</pre>
 *
 * @param <T> type of the records
 */
public final class AvroFormat<T> implements FileFormat<T> {

    private final Schema schema;
    private final ValueWriter writer;
    private final AvroCompression compression;

    AvroFormat(Schema schema, ValueWriter writer, AvroCompression compression) {
        this.schema = schema;
        this.writer = writer;
        this.compression = compression;
    }

    /**
     * Packs blocks in another way.
     *
     * @param changed {@link AvroCompression#DEFLATE} unless set
     * @return a new format
     */
    public AvroFormat<T> with(AvroCompression changed) {
        return new AvroFormat<>(schema, writer, changed);
    }

    /**
     * The schema that files get.
     *
     * @return that of the record class, or the one that was given
     */
    public Schema schema() {
        return schema;
    }

    @Override
    public String name() {
        return "Avro";
    }

    @Override
    public String extension() {
        return ".avro";
    }

    @Override
    public RecordEncoder<T> newEncoder() {
        return new AvroEncoder<>(schema, writer, compression);
    }

    @Override
    public boolean isPackable() {
        return false;
    }
}
