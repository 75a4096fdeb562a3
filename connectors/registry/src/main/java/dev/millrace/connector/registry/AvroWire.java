package dev.millrace.connector.registry;

import dev.millrace.connector.avro.AvroCodec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Avro's binary encoding behind the id. */
final class AvroWire<T> implements Wire<T> {

    /** How deep references may lead. */
    private static final int REFERENCES_DEPTH_MAX = 32;

    private final AvroCodec<T> codec;

    AvroWire(AvroCodec<T> codec) {
        this.codec = codec;
    }

    @Override
    public String kind() {
        return RegisteredSchema.AVRO;
    }

    @Override
    public RegisteredSchema written(RegistryClient client) {
        return new RegisteredSchema(kind(), codec.schema().toString(), List.of());
    }

    @Override
    public byte[] encode(T record) {
        return codec.encode(record);
    }

    @Override
    public Reader<T> reader(RegisteredSchema schema, RegistryClient client) throws IOException {
        AvroCodec<T> reading;
        try {
            reading = codec.reading(parse(schema, new Schema.Parser(), client, 0));
        } catch (AvroRuntimeException invalid) {
            throw new IllegalArgumentException("it is no schema of Avro: " + invalid.getMessage(), invalid);
        }
        return (bytes, from) -> reading.decode(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /** One parser for all of them: it remembers the types that it has met by their names. */
    private static Schema parse(RegisteredSchema schema, Schema.Parser parser, RegistryClient client, int depth)
            throws IOException {
        if (depth > REFERENCES_DEPTH_MAX) {
            throw new IllegalArgumentException("its references lead deeper than " + REFERENCES_DEPTH_MAX);
        }
        for (RegisteredSchema.Reference reference : schema.references()) {
            if (!parser.getTypes().containsKey(reference.name())) {
                parse(client.of(reference), parser, client, depth + 1);
            }
        }
        return parser.parse(schema.text());
    }

    @Override
    public String toString() {
        return "one of Avro";
    }
}
