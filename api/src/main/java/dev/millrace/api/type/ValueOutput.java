package dev.millrace.api.type;

import org.jspecify.annotations.Nullable;

/**
 * Takes the parts of one stored value, in an order that its {@link ValueInput} must know: numbers, bytes, and values of any
 * class that can be stored. Not thread-safe.
 */
public final class ValueOutput {

    private final BinaryOutput out;
    private final ValueEncoder values;

    /**
     * Makes one.
     *
     * @param out takes the bytes
     * @param values writes values
     */
    public ValueOutput(BinaryOutput out, ValueEncoder values) {
        this.out = out;
        this.values = values;
    }

    /**
     * Writes a number; small ones of either sign are short.
     *
     * @param value any
     */
    public void writeLong(long value) {
        out.writeSigned(value);
    }

    /**
     * Writes eight bytes, as for the bits of a double.
     *
     * @param value any
     */
    public void writeBits(long value) {
        out.writeLong(value);
    }

    /**
     * Writes bytes with their length.
     *
     * @param value not null; copied
     */
    public void writeBytes(byte[] value) {
        out.writeBytes(value);
    }

    /**
     * Writes the sequence of a record, which stands for its split and position. A job that goes on from what was stored may
     * number its splits anew; a sequence that is written as any other number would be wrong there.
     *
     * @param sequence as a record came with it
     */
    public void writeSequence(long sequence) {
        out.writeLong(sequence);
    }

    /**
     * Writes a value with its class.
     *
     * @param value or null
     * @throws IllegalArgumentException if its class cannot be stored; the message names the path to the field
     */
    public void writeValue(@Nullable Object value) {
        values.write(value, out);
    }
}
