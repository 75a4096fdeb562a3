package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of any class that can be stored, and the schemas that are needed to read them again. The bytes are described with
 * the package. Not thread-safe.
 */
public final class ValueEncoder {

    /** How deep values may be nested in each other; a value that contains itself comes to this. */
    public static final int DEPTH_MAX = 200;

    /** The first byte of schemas. */
    static final int VERSION = 1;

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
        Shape shape = shapes.get(number - 1);
        out.writeVarint(number);
        if (depth == DEPTH_MAX) {
            throw new UnstorableException(
                    "values are nested deeper than " + DEPTH_MAX + " levels; does one contain itself?");
        }
        depth++;
        try {
            shape.write(value, this, out);
        } finally {
            depth--;
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
        out.writeByte(VERSION);
        out.writeVarint(shapes.size());
        BinaryOutput schema = new BinaryOutput();
        for (Shape shape : shapes) {
            schema.clear();
            shape.writeSchema(schema);
            out.writeByte(shape.kind());
            out.writeVarint(schema.size());
            out.writeRaw(schema);
        }
    }
}
