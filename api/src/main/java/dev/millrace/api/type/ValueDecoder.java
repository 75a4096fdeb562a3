package dev.millrace.api.type;

import org.jspecify.annotations.Nullable;

/** Reads values that a {@link ValueEncoder} wrote. Not thread-safe. */
public final class ValueDecoder {

    /**
     * Makes one.
     *
     * @param schemas what {@link ValueEncoder#writeSchemas} wrote
     */
    public ValueDecoder(BinaryInput schemas) {}

    /**
     * Reads a value.
     *
     * @param in has its bytes
     * @return equal to what was written, or null
     * @throws CorruptDataException if the bytes are not what was written
     */
    public @Nullable Object read(BinaryInput in) {
        return switch (in.readByte()) {
            case 0 -> null;
            case 1 -> in.readSigned();
            case 2 -> in.readString();
            default -> throw new CorruptDataException("no such class");
        };
    }
}
