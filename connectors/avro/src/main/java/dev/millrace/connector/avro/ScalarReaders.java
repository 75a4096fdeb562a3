package dev.millrace.connector.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Readers of values without parts. */
final class ScalarReaders {

    private interface WholeReader {
        long read(AvroInput in) throws InvalidAvroException;
    }

    private ScalarReaders() {}

    /** Null if a value of the schema is none of the type. */
    static @Nullable ValueReader of(Schema schema, JavaType type) {
        return switch (schema.getType()) {
            case BOOLEAN -> type.isOneOf(boolean.class, Boolean.class) ? AvroInput::readBoolean : null;
            case INT -> whole(schema, type, AvroInput::readInt);
            case LONG -> whole(schema, type, AvroInput::readLong);
            case FLOAT -> ofFloat(type);
            case DOUBLE -> type.isOneOf(double.class, Double.class) ? AvroInput::readDouble : null;
            case STRING -> text(type, AvroInput::readString);
            case BYTES -> bytes(schema, type, AvroInput::readBytes);
            case FIXED -> fixed(schema, type);
            case ENUM -> text(type, constants(schema));
            default -> null;
        };
    }

    private static @Nullable ValueReader ofFloat(JavaType type) {
        if (type.isOneOf(float.class, Float.class)) {
            return AvroInput::readFloat;
        }
        return type.isOneOf(double.class, Double.class) ? in -> (double) in.readFloat() : null;
    }

    private static @Nullable ValueReader whole(Schema schema, JavaType type, WholeReader reader) {
        ValueReader time = time(SchemaText.kind(schema), type, reader);
        if (time != null) {
            return time;
        }
        if (type.isOneOf(long.class, Long.class)) {
            return reader::read;
        }
        if (type.isOneOf(int.class, Integer.class)) {
            return in -> (int) within(reader.read(in), Integer.MIN_VALUE, Integer.MAX_VALUE, "an int");
        }
        if (type.isOneOf(short.class, Short.class)) {
            return in -> (short) within(reader.read(in), Short.MIN_VALUE, Short.MAX_VALUE, "a short");
        }
        if (type.isOneOf(byte.class, Byte.class)) {
            return in -> (byte) within(reader.read(in), Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte");
        }
        if (type.isOneOf(double.class, Double.class)) {
            return in -> (double) reader.read(in);
        }
        return type.isOneOf(float.class, Float.class) ? in -> (float) reader.read(in) : null;
    }

    private static long within(long value, long min, long max, String what) throws InvalidAvroException {
        if (value < min || value > max) {
            throw new InvalidAvroException("must be " + what + ", got " + value);
        }
        return value;
    }

    private static @Nullable ValueReader time(String kind, JavaType type, WholeReader reader) {
        if (type.raw() == Instant.class) {
            TimeUnits unit = TimeUnits.of("timestamp-", kind);
            return unit == null ? null : in -> unit.instant(reader.read(in));
        }
        if (type.raw() == LocalDateTime.class) {
            TimeUnits unit = TimeUnits.of("local-timestamp-", kind);
            return unit == null ? null : in -> unit.dateTime(reader.read(in));
        }
        if (type.raw() == LocalTime.class) {
            TimeUnits unit = TimeUnits.of("time-", kind);
            return unit == null ? null : in -> unit.time(reader.read(in));
        }
        if (type.raw() == LocalDate.class && kind.equals("date")) {
            return in -> LocalDate.ofEpochDay(reader.read(in));
        }
        return null;
    }

    private interface TextReader {
        String read(AvroInput in) throws InvalidAvroException;
    }

    private static TextReader constants(Schema schema) {
        List<String> symbols = schema.getEnumSymbols();
        return in -> symbols.get(ValueSkipper.branch(in, symbols.size(), "constants"));
    }

    private static @Nullable ValueReader text(JavaType type, TextReader reader) {
        if (type.raw() == String.class) {
            return reader::read;
        }
        if (type.isOneOf(char.class, Character.class)) {
            return in -> character(reader.read(in));
        }
        if (type.raw() == UUID.class) {
            return in -> uuid(reader.read(in));
        }
        return type.raw().isEnum() ? in -> constant(type, reader.read(in)) : null;
    }

    private static char character(String text) throws InvalidAvroException {
        if (text.length() != 1) {
            throw new InvalidAvroException("must be one character, got " + text.length());
        }
        return text.charAt(0);
    }

    private static UUID uuid(String text) throws InvalidAvroException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException thrown) {
            throw new InvalidAvroException("must be a UUID, got " + quoted(text));
        }
    }

    private static Object constant(JavaType type, String name) throws InvalidAvroException {
        List<String> names = new ArrayList<>();
        for (Object constant : type.raw().getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
            names.add(((Enum<?>) constant).name());
        }
        throw new InvalidAvroException("must be one of " + names + ", got " + quoted(name));
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 80 ? text : text.substring(0, 80) + "...") + '"';
    }

    private interface BytesReader {
        byte[] read(AvroInput in) throws InvalidAvroException;
    }

    private static @Nullable ValueReader fixed(Schema schema, JavaType type) {
        int size = schema.getFixedSize();
        if (type.raw() == UUID.class
                && size == 2 * Long.BYTES
                && SchemaText.kind(schema).equals("uuid")) {
            return in -> {
                ByteBuffer both = ByteBuffer.wrap(in.readFixed(2 * Long.BYTES));
                return new UUID(both.getLong(), both.getLong());
            };
        }
        return bytes(schema, type, in -> in.readFixed(size));
    }

    private static @Nullable ValueReader bytes(Schema schema, JavaType type, BytesReader reader) {
        if (type.raw() == byte[].class) {
            return reader::read;
        }
        if (type.raw() == BigDecimal.class && schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return in -> {
                byte[] unscaled = reader.read(in);
                if (unscaled.length == 0) {
                    throw new InvalidAvroException("must be a decimal, got no bytes");
                }
                return new BigDecimal(new BigInteger(unscaled), decimal.getScale());
            };
        }
        return null;
    }
}
