package dev.millrace.api.type;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays of objects; those of arrays too. */
final class ArrayShape implements Shape, StoredShape {

    private final String name;

    /** Null if it is gone. */
    private final @Nullable Class<?> element;

    ArrayShape(String name, @Nullable Class<?> element) {
        this.name = name;
        this.element = element;
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
        Object[] array = (Object[]) value;
        out.writeVarint(array.length);
        for (Object each : array) {
            values.write(each, out);
        }
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        if (element == null) {
            throw new OutgrownException(gone());
        }
        int length = in.readCount(1);
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Object each = values.read(in);
            if (each != null && !element.isInstance(each)) {
                throw new CorruptDataException("a " + each.getClass().getName() + " in an array of " + name);
            }
            elements.add(each);
        }
        return elements.toArray((@Nullable Object[]) Array.newInstance(element, length));
    }

    private String gone() {
        return "arrays of " + name + " were stored, but there is no such class any more";
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        for (int left = in.readCount(1); left > 0; left--) {
            values.skip(in);
        }
    }

    @Override
    public SchemaVerdict verdict() {
        return element == null ? SchemaVerdict.refused(name + "[]", List.of(gone())) : SchemaVerdict.kept(name + "[]");
    }
}
