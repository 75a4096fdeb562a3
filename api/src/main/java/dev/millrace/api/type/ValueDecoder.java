package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that a {@link ValueEncoder} wrote, perhaps of classes that have changed since. Fields are matched by name, see
 * {@link DefaultValue} and {@link FormerName}; a class that is gone, or has changed so that its values cannot be read, is an
 * error only where a value of it is read. Not thread-safe.
 */
public final class ValueDecoder {

    private final List<StoredShape> shapes = new ArrayList<>();
    private int depth;

    /** A schema that nobody has looked into. */
    private static final class Schema {

        private final int kind;
        private final byte[] bytes;

        Schema(BinaryInput in) {
            kind = in.readByte();
            bytes = in.readBytes();
        }

        BinaryInput in() {
            return new BinaryInput(bytes);
        }
    }

    /**
     * Makes one that knows the standard codecs.
     *
     * @param schemas what {@link ValueEncoder#writeSchemas} wrote
     * @throws CorruptDataException if these are no schemas
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
     */
    public ValueDecoder(BinaryInput schemas, Codecs codecs) {
        List<Schema> read = readSchemas(schemas);
        ClassFinder classes = codecs.finder();
        // Classes that are there still lead to those that have another name now.
        for (Schema schema : read) {
            Class<?> type = classes.find(schema.in().readString());
            if (type != null && schema.kind == Shape.RECORD) {
                classes.meet(type);
            }
        }
        read.forEach(schema -> shapes.add(codecs.stored(schema.kind, schema.in(), classes)));
    }

    private ValueDecoder(List<Schema> schemas) {
        schemas.forEach(schema -> shapes.add(GenericShapes.of(schema.kind, schema.in())));
    }

    /**
     * Makes one that reads values without their classes, for tools: records as {@link GenericRecord}, constants as {@link
     * GenericEnum}, what codecs of the user's wrote as {@link GenericBytes}, arrays, sorted collections and sets of constants as
     * lists and maps in the order in which they were stored, and everything else as it is. No class is loaded by a name in the
     * schemas.
     *
     * @param schemas what {@link ValueEncoder#writeSchemas} wrote
     * @return to be used by one thread
     * @throws CorruptDataException if these are no schemas
     */
    public static ValueDecoder generic(BinaryInput schemas) {
        return new ValueDecoder(readSchemas(schemas));
    }

    private static List<Schema> readSchemas(BinaryInput schemas) {
        int version = schemas.readByte();
        if (version != ValueEncoder.VERSION) {
            throw new CorruptDataException(
                    "schemas of version " + version + "; this release reads version " + ValueEncoder.VERSION);
        }
        List<Schema> read = new ArrayList<>();
        for (int left = schemas.readCount(3); left > 0; left--) {
            read.add(new Schema(schemas));
        }
        return read;
    }

    /**
     * What becomes of the values, by class; known without reading any.
     *
     * @return one for each schema, in the order in which their classes were first met; immutable
     */
    public List<SchemaVerdict> verdicts() {
        return shapes.stream().map(StoredShape::verdict).toList();
    }

    /**
     * Reads a value.
     *
     * @param in has its bytes
     * @return equal to what was written, or null
     * @throws CorruptDataException if the bytes are not what was written
     * @throws IllegalArgumentException if its class is gone, or has changed so that it cannot be read; the message says how, and
     *     what to do
     */
    public @Nullable Object read(BinaryInput in) {
        StoredShape shape = shape(in);
        if (shape == null) {
            return null;
        }
        depth++;
        try {
            return shape.read(this, in);
        } finally {
            depth--;
        }
    }

    /**
     * Passes over a value, whose class need not exist any more.
     *
     * @param in has its bytes
     * @throws CorruptDataException if the bytes are not what was written
     */
    public void skip(BinaryInput in) {
        StoredShape shape = shape(in);
        if (shape != null) {
            depth++;
            try {
                shape.skip(this, in);
            } finally {
                depth--;
            }
        }
    }

    private @Nullable StoredShape shape(BinaryInput in) {
        long number = in.readVarint();
        if (number == 0) {
            return null;
        }
        if (number < 0 || number > shapes.size()) {
            throw new CorruptDataException(
                    "a value of schema " + Long.toUnsignedString(number) + " of " + shapes.size());
        }
        if (depth == ValueEncoder.DEPTH_MAX) {
            throw new CorruptDataException("values are nested deeper than " + ValueEncoder.DEPTH_MAX + " levels");
        }
        return shapes.get((int) number - 1);
    }
}
