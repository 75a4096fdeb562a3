package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of any class that can be stored, and the schemas that are needed to read them again. Not thread-safe.
 *
 * <pre>
 * value:   0 for null, else number of its schema (varint) from 1 on, and what its shape writes
 * schemas: how many (varint), and for each: kind (byte), name (string), and what belongs to the kind
 * </pre>
 */
public final class ValueEncoder {

    /** How deep values may be nested in each other; a value that contains itself comes to this. */
    public static final int DEPTH_MAX = 200;

    private final Codecs codecs;
    private final IdentityHashMap<Class<?>, Integer> numbers = new IdentityHashMap<>();
    private final IdentityHashMap<Shape, Integer> numbersOfShapes = new IdentityHashMap<>();
    private final List<Shape> shapes = new ArrayList<>();
    private int depth;

    // Most values are of the class of the one before.
    private @Nullable Class<?> lastClass;
    private int lastNumber;

    /** Makes one that knows the standard codecs and has met no class yet. */
    public ValueEncoder() {
        this(Codecs.STANDARD);
    }

    /**
     * Makes one that has met no class yet.
     *
     * @param codecs what can be stored
     */
    public ValueEncoder(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * Writes a value with its class.
     *
     * @param value or null
     * @param out takes the bytes
     * @throws IllegalArgumentException if its class, or that of something in it, cannot be stored; the message names the path
     */
    public void write(@Nullable Object value, BinaryOutput out) {
        if (value == null) {
            out.writeByte(0);
            return;
        }
        int number = value.getClass() == lastClass ? lastNumber : number(value.getClass());
        out.writeVarint(number);
        if (++depth > DEPTH_MAX) {
            depth = 0;
            throw new IllegalArgumentException(
                    "values are nested deeper than " + DEPTH_MAX + "; does one contain itself?");
        }
        shapes.get(number - 1).write(value, this, out);
        depth--;
    }

    /** Writes a field of a record, and names it if that fails. */
    void writeField(@Nullable Object value, BinaryOutput out, RecordClass record, int index) {
        try {
            write(value, out);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    record.type.getSimpleName() + "." + record.components[index].getName() + ": "
                            + refused.getMessage(),
                    refused);
        }
    }

    private int number(Class<?> type) {
        Integer known = numbers.get(type);
        if (known == null) {
            // Several classes may share one: all kinds of immutable lists are lists.
            known = numbersOfShapes.computeIfAbsent(codecs.shape(type), shape -> {
                shapes.add(shape);
                return shapes.size();
            });
            numbers.put(type, known);
        }
        lastClass = type;
        lastNumber = known;
        return known;
    }

    /**
     * Writes the schemas of all classes met so far, for a {@link ValueDecoder}.
     *
     * @param out takes the bytes
     */
    public void writeSchemas(BinaryOutput out) {
        out.writeVarint(shapes.size());
        for (Shape shape : shapes) {
            out.writeByte(shape.kind());
            shape.writeSchema(out);
        }
    }
}
