package dev.millrace.connector.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the head of an object container file.
 *
 * @param schema of its records
 * @param compression of its blocks
 * @param sync the 16 bytes behind each block
 * @param length of the header, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ContainerHeader(Schema schema, AvroCompression compression, byte[] sync, int length) {

    static final int SYNC_BYTES = 16;

    /** What a header may have: a schema of that size is none. */
    static final int BYTES_MAX = 16 << 20;

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final String SCHEMA = "avro.schema";
    private static final String CODEC = "avro.codec";

    /**
     * Reads one.
     *
     * @param bytes the first of a file, all or {@link #BYTES_MAX} of them
     * @throws IOException if it is none; the message goes on behind the name of the file
     */
    static ContainerHeader of(byte[] bytes) throws IOException {
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("is no Avro object container file: it does not begin with \"Obj\" and 1");
        }
        AvroInput in = new AvroInput(bytes, MAGIC.length, bytes.length - MAGIC.length);
        Map<String, byte[]> entries = new HashMap<>();
        try {
            for (long count = in.readItems(); count > 0; count = in.readItems()) {
                for (long left = count; left > 0; left--) {
                    entries.put(in.readString(), in.readBytes());
                }
            }
            byte[] sync = in.readFixed(SYNC_BYTES);
            byte[] codec = entries.getOrDefault(CODEC, "null".getBytes(StandardCharsets.UTF_8));
            AvroCompression compression = AvroCompression.of(new String(codec, StandardCharsets.UTF_8));
            return new ContainerHeader(schema(entries.get(SCHEMA)), compression, sync, in.position());
        } catch (InvalidAvroException damaged) {
            throw new IOException(
                    "has a damaged header, or one of more than " + BYTES_MAX + " bytes: " + damaged.getMessage(),
                    damaged);
        }
    }

    private static Schema schema(byte @Nullable [] json) throws IOException {
        if (json == null) {
            throw new IOException("has no schema in its header");
        }
        try {
            return new Schema.Parser().parse(new String(json, StandardCharsets.UTF_8));
        } catch (AvroRuntimeException | StackOverflowError malformed) {
            throw new IOException("has a schema that cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeMapStart();
        out.setItemCount(2);
        out.startItem();
        out.writeString(CODEC);
        out.writeBytes(compression.codec().getBytes(StandardCharsets.UTF_8));
        out.startItem();
        out.writeString(SCHEMA);
        out.writeBytes(schema.toString().getBytes(StandardCharsets.UTF_8));
        out.writeMapEnd();
        out.writeFixed(sync);
        out.flush();
        return bytes.toByteArray();
    }
}
