package dev.millrace.api.type;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values in bytes, with their schemas. */
final class Stored {

    private final byte[] schemas;
    private final byte[] values;

    Stored(byte[] schemas, byte[] values) {
        this.schemas = schemas;
        this.values = values;
    }

    byte[] schemas() {
        return schemas;
    }

    byte[] values() {
        return values;
    }

    static Stored of(@Nullable Object value) {
        return of(value, Codecs.STANDARD);
    }

    static Stored of(@Nullable Object value, Codecs codecs) {
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput values = new BinaryOutput();
        encoder.write(value, values);
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        return new Stored(schemas.toByteArray(), values.toByteArray());
    }

    /**
     * The same, as if a class had been called otherwise: what was stored as one class is read as another.
     *
     * @param then the end of the name of a class
     * @param now as long
     */
    Stored renamed(String then, String now) {
        if (then.length() != now.length()) {
            throw new IllegalArgumentException(then + " is not as long as " + now);
        }
        String changed = new String(schemas, StandardCharsets.ISO_8859_1).replace(then, now);
        return new Stored(changed.getBytes(StandardCharsets.ISO_8859_1), values);
    }

    ValueDecoder decoder(Codecs codecs) {
        return new ValueDecoder(new BinaryInput(schemas), codecs);
    }

    @Nullable
    Object read() {
        return read(Codecs.STANDARD);
    }

    /** Reads the value, which must take all the bytes. */
    @Nullable
    Object read(Codecs codecs) {
        BinaryInput in = new BinaryInput(values);
        Object value = decoder(codecs).read(in);
        if (in.remaining() > 0) {
            throw new AssertionError(in.remaining() + " bytes left after " + value);
        }
        return value;
    }
}
