package dev.millrace.api.type;

import org.jspecify.annotations.Nullable;

/** Writes values of any supported class, and the schemas that are needed to read them again. Not thread-safe. */
public final class ValueEncoder {

    /** Makes one that has met no class yet. */
    public ValueEncoder() {}

    /**
     * Writes a value with its class.
     *
     * @param value or null
     * @param out takes the bytes
     * @throws IllegalArgumentException if no codec is known; the message names the path to the field
     */
    public void write(@Nullable Object value, BinaryOutput out) {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof Long number) {
            out.writeByte(1);
            out.writeSigned(number);
        } else if (value instanceof String text) {
            out.writeByte(2);
            out.writeString(text);
        } else {
            throw new IllegalArgumentException(
                    "no codec for " + value.getClass().getName());
        }
    }

    /**
     * Writes the schemas of all classes met so far, for a {@link ValueDecoder}.
     *
     * @param out takes the bytes
     */
    public void writeSchemas(BinaryOutput out) {}
}
