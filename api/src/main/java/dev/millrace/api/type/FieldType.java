package dev.millrace.api.type;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a field of a record is stored as. */
enum FieldType {
    BOOLEAN(boolean.class),
    BYTE(byte.class),
    SHORT(short.class),
    CHAR(char.class),
    INT(int.class),
    LONG(long.class),
    FLOAT(float.class),
    DOUBLE(double.class),
    /** Anything else, with its class. */
    OBJECT(Object.class);

    private static final FieldType[] BY_CODE = values();

    private final Class<?> type;

    FieldType(Class<?> type) {
        this.type = type;
    }

    static FieldType of(Class<?> type) {
        for (FieldType each : BY_CODE) {
            if (each.type == type) {
                return each;
            }
        }
        return OBJECT;
    }

    /** Part of the format: constants are added at the end. */
    int code() {
        return ordinal();
    }

    static FieldType read(int code) {
        if (code >= BY_CODE.length) {
            throw new CorruptDataException("a field of type " + code);
        }
        return BY_CODE[code];
    }

    Class<?> primitive() {
        return type;
    }

    /** Whether values stored as this can be those of a field that has another type now; without loss, so only wider ones. */
    boolean canBecome(Class<?> now) {
        return this == of(now)
                || this == INT && (now == long.class || now == double.class)
                || this == SHORT && (now == int.class || now == long.class)
                || this == BYTE && (now == short.class || now == int.class || now == long.class)
                || this == FLOAT && now == double.class;
    }

    void write(@Nullable Object value, BinaryOutput out) {
        Object present = Objects.requireNonNull(value, "a primitive");
        switch (this) {
            case BOOLEAN -> out.writeBoolean((Boolean) present);
            case BYTE -> out.writeByte((Byte) present);
            case SHORT, INT, LONG -> out.writeSigned(((Number) present).longValue());
            case CHAR -> out.writeVarint((Character) present);
            case FLOAT -> out.writeInt(Float.floatToRawIntBits((Float) present));
            case DOUBLE -> out.writeDouble((Double) present);
            case OBJECT -> throw new AssertionError("written with its class");
        }
    }

    Object read(BinaryInput in, Class<?> now) {
        return switch (this) {
            case BOOLEAN -> in.readBoolean();
            case BYTE -> widen((byte) in.readByte(), now);
            case SHORT, INT, LONG -> widen(in.readSigned(), now);
            case CHAR -> (char) in.readVarint();
            case FLOAT ->
                now == double.class
                        ? (Object) (double) Float.intBitsToFloat(in.readInt())
                        : (Object) Float.intBitsToFloat(in.readInt());
            case DOUBLE -> in.readDouble();
            case OBJECT -> throw new AssertionError("read with its class");
        };
    }

    private static Object widen(long value, Class<?> now) {
        if (now == long.class) {
            return value;
        }
        if (now == double.class) {
            return (double) value;
        }
        if (now == int.class && value == (int) value) {
            return (int) value;
        }
        if (now == short.class && value == (short) value) {
            return (short) value;
        }
        if (now == byte.class && value == (byte) value) {
            return (byte) value;
        }
        throw new CorruptDataException(value + " is no " + now);
    }
}
