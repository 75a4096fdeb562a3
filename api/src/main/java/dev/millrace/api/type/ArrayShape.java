package dev.millrace.api.type;

import java.lang.reflect.Array;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays of primitives or of objects. */
final class ArrayShape implements Shape {

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "short", short.class,
            "char", char.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class);

    private final String name;
    private final @Nullable Class<?> element;
    private final FieldType type;

    ArrayShape(Class<?> element) {
        this(element.getName(), element);
    }

    private ArrayShape(String name, @Nullable Class<?> element) {
        this.name = name;
        this.element = element;
        type = element == null ? FieldType.OBJECT : FieldType.of(element);
    }

    static ArrayShape read(BinaryInput schema, ClassFinder classes) {
        String name = schema.readString();
        Class<?> primitive = PRIMITIVES.get(name);
        return new ArrayShape(name, primitive == null ? classes.find(name) : primitive);
    }

    @Override
    public int kind() {
        return ARRAY;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(name);
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        int length = Array.getLength(value);
        out.writeVarint(length);
        if (value instanceof byte[] bytes) {
            out.writeRaw(bytes, 0, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            if (type == FieldType.OBJECT) {
                values.write(Array.get(value, i), out);
            } else {
                type.write(Array.get(value, i), out);
            }
        }
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        if (element == null) {
            throw new IllegalArgumentException(
                    "arrays of " + name + " were stored, but there is no such class any more");
        }
        Object array = Array.newInstance(element, in.readCount(1));
        for (int i = 0; i < Array.getLength(array); i++) {
            Object read = type == FieldType.OBJECT ? values.read(in) : type.read(in, element);
            if (read != null && type == FieldType.OBJECT && !element.isInstance(read)) {
                throw new CorruptDataException("a " + read.getClass().getName() + " in an array of " + name);
            }
            Array.set(array, i, read);
        }
        return array;
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        for (int left = in.readCount(1); left > 0; left--) {
            if (type == FieldType.OBJECT) {
                values.skip(in);
            } else {
                type.read(in, type.primitive());
            }
        }
    }
}
