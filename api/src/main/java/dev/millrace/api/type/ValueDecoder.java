package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads values that a {@link ValueEncoder} wrote, perhaps by classes that have changed since. Not thread-safe. */
public final class ValueDecoder {

    private final List<Shape> shapes = new ArrayList<>();
    private int depth;

    /**
     * Makes one that knows the standard codecs.
     *
     * @param schemas what {@link ValueEncoder#writeSchemas} wrote
     * @throws CorruptDataException if these are no schemas
     * @throws IllegalArgumentException if a class has changed so that its values cannot be read; the message says how, and what
     *     to do
     */
    public ValueDecoder(BinaryInput schemas) {
        this(schemas, Codecs.STANDARD);
    }

    /**
     * Makes one.
     *
     * @param schemas what {@link ValueEncoder#writeSchemas} wrote
     * @param codecs what can be read
     * @throws CorruptDataException if these are no schemas
     * @throws IllegalArgumentException if a class has changed so that its values cannot be read; the message says how, and what
     *     to do
     */
    public ValueDecoder(BinaryInput schemas, Codecs codecs) {
        for (int left = schemas.readCount(2); left > 0; left--) {
            shapes.add(codecs.read(schemas.readByte(), schemas));
        }
    }

    /**
     * Reads a value.
     *
     * @param in has its bytes
     * @return equal to what was written, or null
     * @throws CorruptDataException if the bytes are not what was written
     * @throws IllegalArgumentException if its class is gone
     */
    public @Nullable Object read(BinaryInput in) {
        Shape shape = shape(in);
        if (shape == null) {
            return null;
        }
        Object value = shape.read(this, in);
        depth--;
        return value;
    }

    /**
     * Passes over a value, whose class need not exist any more.
     *
     * @param in has its bytes
     * @throws CorruptDataException if the bytes are not what was written
     */
    public void skip(BinaryInput in) {
        Shape shape = shape(in);
        if (shape != null) {
            shape.skip(this, in);
            depth--;
        }
    }

    private @Nullable Shape shape(BinaryInput in) {
        long number = in.readVarint();
        if (number == 0) {
            return null;
        }
        if (number < 0 || number > shapes.size()) {
            throw new CorruptDataException(
                    "a value of schema " + Long.toUnsignedString(number) + " of " + shapes.size());
        }
        if (++depth > ValueEncoder.DEPTH_MAX) {
            throw new CorruptDataException("values are nested deeper than " + ValueEncoder.DEPTH_MAX);
        }
        return shapes.get((int) number - 1);
    }
}
