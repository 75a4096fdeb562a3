package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constants of an enum: by their place in the schema, which has their names. */
final class EnumShape implements Shape {

    private final String typeName;

    /** Null if it is gone. */
    private final @Nullable Class<?> type;

    private final List<String> names;

    EnumShape(Class<?> type) {
        this(
                type.getName(),
                type,
                Arrays.stream(type.getEnumConstants())
                        .map(each -> ((Enum<?>) each).name())
                        .toList());
    }

    private EnumShape(String typeName, @Nullable Class<?> type, List<String> names) {
        this.typeName = typeName;
        this.type = type;
        this.names = names;
    }

    static EnumShape read(BinaryInput schema, ClassFinder classes) {
        String typeName = schema.readString();
        List<String> names = new ArrayList<>();
        for (int left = schema.readCount(1); left > 0; left--) {
            names.add(schema.readString());
        }
        return new EnumShape(typeName, classes.find(typeName), names);
    }

    @Override
    public int kind() {
        return ENUM;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(typeName);
        out.writeVarint(names.size());
        names.forEach(out::writeString);
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        out.writeVarint(names.indexOf(((Enum<?>) value).name()));
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        String name = name(in);
        if (type == null) {
            throw new IllegalArgumentException(name + " of " + typeName
                    + " was stored, but there is no such enum any more;" + " keep the class, or add @FormerName(\""
                    + typeName + "\") to the one that takes its place");
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getName() + " has no constant " + name
                + " any more, but one was stored; keep the constant as long as state may have it");
    }

    private String name(BinaryInput in) {
        long ordinal = in.readVarint();
        if (ordinal < 0 || ordinal >= names.size()) {
            throw new CorruptDataException("constant " + Long.toUnsignedString(ordinal) + " of " + names.size());
        }
        return names.get((int) ordinal);
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        name(in);
    }
}
