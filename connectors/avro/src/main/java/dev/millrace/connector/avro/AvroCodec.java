package dev.millrace.connector.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Records as bytes of Avro's binary encoding, without a header: for keys and values of topics, whose schemas both sides know.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * AvroCodec<Edit> avro = AvroCodec.of(Edit.class);
 * KafkaFormat<Edit> format = KafkaFormat.of(() -> (topic, edit) -> avro.encode(edit), () -> (topic, bytes) -> avro.decode(bytes));
 * }</pre>
 *
 * @param <T> type of the records
 */
public final class AvroCodec<T> {

    private final Class<T> type;
    private final Schema schema;
    private final ValueWriter writer;
    private final ValueReader reader;

    private AvroCodec(Class<T> type, Schema schema, ValueWriter writer, ValueReader reader) {
        this.type = type;
        this.schema = schema;
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * Writes and reads with the schema of a record class.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return the codec
     * @throws IllegalArgumentException if the class has a field without a schema; the message names it
     */
    public static <T> AvroCodec<T> of(Class<T> type) {
        return of(type, RecordSchema.of(type));
    }

    /**
     * Writes and reads with a schema of yours.
     *
     * @param type a record class
     * @param schema of the bytes
     * @param <T> type of the records
     * @return the codec
     * @throws IllegalArgumentException if class and schema do not fit; the message names the field
     */
    public static <T> AvroCodec<T> of(Class<T> type, Schema schema) {
        return new AvroCodec<>(
                Objects.requireNonNull(type, "type"),
                schema,
                ValueWriters.of(schema, type),
                ValueReaders.of(schema, type));
    }

    /**
     * Reads what was written with another schema, as that of an earlier version; fields are matched by name.
     *
     * @param writerSchema with which the bytes were written
     * @return a new codec, which writes as before
     * @throws IllegalArgumentException if class and schema do not fit; the message names the field
     */
    public AvroCodec<T> reading(Schema writerSchema) {
        return new AvroCodec<>(type, schema, writer, ValueReaders.of(writerSchema, type));
    }

    /**
     * The schema with which records are written.
     *
     * @return that of the record class, or the one that was given
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Writes a record.
     *
     * @param record not null
     * @return its bytes
     * @throws IllegalArgumentException if it does not fit the schema; the message names the field
     */
    public byte[] encode(T record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(record, out);
            out.flush();
        } catch (InvalidAvroException misfit) {
            throw new IllegalArgumentException(misfit.getMessage(), misfit);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a record, and makes sure that it is all that the bytes have.
     *
     * @param bytes of one record
     * @return the record
     * @throws IllegalArgumentException if they are no such record; the message names the field
     */
    public T decode(byte[] bytes) {
        AvroInput in = new AvroInput(bytes, 0, bytes.length);
        try {
            Object record = reader.read(in);
            if (in.remaining() > 0) {
                throw new InvalidAvroException("ends " + in.remaining() + " bytes before its bytes do");
            }
            return type.cast(Objects.requireNonNull(record, "a record is never null"));
        } catch (InvalidAvroException damaged) {
            throw new IllegalArgumentException(
                    bytes.length + " bytes are no " + type.getSimpleName() + ": " + damaged.getMessage(), damaged);
        }
    }
}
