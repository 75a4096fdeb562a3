package dev.millrace.api.type;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a field of a record is stored as. */
enum FieldType {
    BOOLEAN(0, boolean.class),
    BYTE(1, byte.class),
    SHORT(2, short.class),
    CHAR(3, char.class),
    INT(4, int.class),
    LONG(5, long.class),
    FLOAT(6, float.class),
    DOUBLE(7, double.class),
    /** Anything else, with its class. */
    OBJECT(8, Object.class);

    private static final FieldType[] ALL = values();

    /** Part of the format. */
    private final int code;

    private final Class<?> type;

    FieldType(int code, Class<?> type) {
        this.code = code;
        this.type = type;
    }

    static FieldType of(Class<?> type) {
        for (FieldType each : ALL) {
            if (each.type == type) {
                return each;
            }
        }
        return OBJECT;
    }

    int code() {
        return code;
    }

    static FieldType read(int code) {
        for (FieldType each : ALL) {
            if (each.code == code) {
                return each;
            }
        }
        throw new CorruptDataException("a field of type " + code);
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
