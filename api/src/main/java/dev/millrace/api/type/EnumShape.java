package dev.millrace.api.type;

import java.util.Arrays;

/** Constants of an enum as it is now: by their place in the schema, which has their names. */
final class EnumShape implements Shape {

    private final Class<?> type;

    EnumShape(Class<?> type) {
        this.type = type;
    }

    @Override
    public int kind() {
        return ENUM;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        Object[] constants = type.getEnumConstants();
        out.writeString(type.getName());
        out.writeVarint(constants.length);
        Arrays.stream(constants).forEach(each -> out.writeString(((Enum<?>) each).name()));
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(((Enum<?>) value).ordinal());
    }
}
