package dev.millrace.api.type;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * A field of a record as it was stored.
 *
 * @param name of then
 * @param type of then
 * @param declared name of the class that it was declared as, without type arguments; empty for a primitive
 */
record StoredField(String name, FieldType type, String declared) {

    static void write(RecordComponent component, BinaryOutput out) {
        FieldType type = FieldType.of(component.getType());
        out.writeString(component.getName());
        out.writeByte(type.code());
        if (type == FieldType.OBJECT) {
            out.writeString(component.getType().getName());
        }
    }

    static StoredField read(BinaryInput schema) {
        String name = schema.readString();
        FieldType type = FieldType.read(schema.readByte());
        return new StoredField(name, type, type == FieldType.OBJECT ? schema.readString() : "");
    }

    @Nullable
    Object read(ValueDecoder values, BinaryInput in) {
        return type == FieldType.OBJECT ? values.read(in) : type.read(in);
    }

    void skip(ValueDecoder values, BinaryInput in) {
        if (type == FieldType.OBJECT) {
            values.skip(in);
        } else {
            type.read(in);
        }
    }

    /** {@return the type as it was declared} */
    @Override
    public String toString() {
        return type == FieldType.OBJECT ? declared : type.type().getName();
    }
}
