package dev.millrace.api.type;

import java.util.IdentityHashMap;
import java.util.Objects;

/** Constants of an enum as it is now: by their place in the schema, which has their names. */
final class EnumShape implements Shape {

    private final String name;
    private final Object[] constants;
    private final IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();

    EnumShape(Class<?> type) {
        name = type.getName();
        constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            places.put(constants[i], i);
        }
    }

    @Override
    public int kind() {
        return ENUM;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(name);
        out.writeVarint(constants.length);
        for (Object constant : constants) {
            out.writeString(((Enum<?>) constant).name());
        }
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(Objects.requireNonNull(places.get(value), "a constant of the enum"));
    }
}
