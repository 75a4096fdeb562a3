package dev.millrace.api.type;

import java.lang.invoke.MethodHandle;

/** What a field of a record, or an element of an array, is stored as. */
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

    static FieldType read(int code) {
        for (FieldType each : ALL) {
            if (each.code == code) {
                return each;
            }
        }
        throw new CorruptDataException("a field of type " + code);
    }

    int code() {
        return code;
    }

    /** The type itself; of {@link #OBJECT} that of all objects. */
    Class<?> type() {
        return type;
    }

    /**
     * Writes a primitive, without making an object of it.
     *
     * @param accessor takes the record as an object, and returns this type
     */
    void write(MethodHandle accessor, Object record, BinaryOutput out) throws Throwable {
        switch (this) {
            case BOOLEAN -> out.writeBoolean((boolean) accessor.invokeExact(record));
            case BYTE -> out.writeByte((byte) accessor.invokeExact(record));
            case SHORT -> out.writeSigned((short) accessor.invokeExact(record));
            case CHAR -> out.writeVarint((char) accessor.invokeExact(record));
            case INT -> out.writeSigned((int) accessor.invokeExact(record));
            case LONG -> out.writeSigned((long) accessor.invokeExact(record));
            case FLOAT -> out.writeInt(Float.floatToRawIntBits((float) accessor.invokeExact(record)));
            case DOUBLE -> out.writeDouble((double) accessor.invokeExact(record));
            case OBJECT -> throw new AssertionError("written with its class");
        }
    }

    /** Writes a primitive that is an object already. */
    void write(Object value, BinaryOutput out) {
        switch (this) {
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case BYTE -> out.writeByte((Byte) value);
            case SHORT, INT, LONG -> out.writeSigned(((Number) value).longValue());
            case CHAR -> out.writeVarint((Character) value);
            case FLOAT -> out.writeInt(Float.floatToRawIntBits((Float) value));
            case DOUBLE -> out.writeDouble((Double) value);
            case OBJECT -> throw new AssertionError("written with its class");
        }
    }

    /** Reads a primitive. */
    Object read(BinaryInput in) {
        return switch (this) {
            case BOOLEAN -> in.readBoolean();
            case BYTE -> (byte) in.readByte();
            case SHORT -> (short) within(in.readSigned(), Short.MIN_VALUE, Short.MAX_VALUE);
            case CHAR -> (char) within(in.readVarint(), Character.MIN_VALUE, Character.MAX_VALUE);
            case INT -> (int) within(in.readSigned(), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> in.readSigned();
            case FLOAT -> Float.intBitsToFloat(in.readInt());
            case DOUBLE -> in.readDouble();
            case OBJECT -> throw new AssertionError("read with its class");
        };
    }

    private long within(long value, long min, long max) {
        if (value < min || value > max) {
            throw new CorruptDataException(value + " is no " + type);
        }
        return value;
    }
}
