package dev.millrace.connector.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Writers of values without parts. */
final class ScalarWriters {

    private ScalarWriters() {}

    /** Null if a value of the type cannot be written with the schema. */
    static @Nullable PresentWriter of(Schema schema, JavaType type) {
        return switch (schema.getType()) {
            case BOOLEAN ->
                type.isOneOf(boolean.class, Boolean.class) ? (value, out) -> out.writeBoolean((Boolean) value) : null;
            case INT -> ofInt(schema, type);
            case LONG -> ofLong(schema, type);
            case FLOAT -> type.isOneOf(float.class, Float.class) ? (value, out) -> out.writeFloat((Float) value) : null;
            case DOUBLE ->
                type.isOneOf(double.class, Double.class, float.class, Float.class)
                        ? (value, out) -> out.writeDouble(((Number) value).doubleValue())
                        : null;
            case STRING -> ofText(type);
            case BYTES -> ofBytes(schema, type);
            case FIXED -> ofFixed(schema, type);
            case ENUM -> ofEnum(schema, type);
            default -> null;
        };
    }

    private static boolean isSmall(JavaType type) {
        return type.isOneOf(byte.class, Byte.class, short.class, Short.class, int.class, Integer.class);
    }

    private static @Nullable PresentWriter ofInt(Schema schema, JavaType type) {
        String kind = SchemaText.kind(schema);
        if (type.raw() == LocalDate.class && kind.equals("date")) {
            return (value, out) -> out.writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()));
        }
        TimeUnits unit = TimeUnits.of("time-", kind);
        if (type.raw() == LocalTime.class && unit != null) {
            return (value, out) -> out.writeInt((int) unit.count((LocalTime) value));
        }
        return isSmall(type) ? (value, out) -> out.writeInt(((Number) value).intValue()) : null;
    }

    private static @Nullable PresentWriter ofLong(Schema schema, JavaType type) {
        String kind = SchemaText.kind(schema);
        TimeUnits instant = TimeUnits.of("timestamp-", kind);
        if (type.raw() == Instant.class && instant != null) {
            return (value, out) -> out.writeLong(counted(() -> instant.count((Instant) value)));
        }
        TimeUnits local = TimeUnits.of("local-timestamp-", kind);
        if (type.raw() == LocalDateTime.class && local != null) {
            return (value, out) -> out.writeLong(counted(() -> local.count((LocalDateTime) value)));
        }
        TimeUnits time = TimeUnits.of("time-", kind);
        if (type.raw() == LocalTime.class && time != null) {
            return (value, out) -> out.writeLong(time.count((LocalTime) value));
        }
        return isSmall(type) || type.isOneOf(long.class, Long.class)
                ? (value, out) -> out.writeLong(((Number) value).longValue())
                : null;
    }

    private interface Count {
        long of();
    }

    private static long counted(Count count) throws InvalidAvroException {
        try {
            return count.of();
        } catch (DateTimeException tooFar) {
            throw new InvalidAvroException(String.valueOf(tooFar.getMessage()));
        }
    }

    private static @Nullable PresentWriter ofText(JavaType type) {
        if (type.isOneOf(String.class, char.class, Character.class, UUID.class)) {
            return (value, out) -> out.writeString(String.valueOf(value));
        }
        return type.raw().isEnum() ? (value, out) -> out.writeString(((Enum<?>) value).name()) : null;
    }

    private static @Nullable PresentWriter ofEnum(Schema schema, JavaType type) {
        if (!type.raw().isEnum() && type.raw() != String.class) {
            return null;
        }
        return (value, out) -> {
            String name = value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
            if (!schema.hasEnumSymbol(name)) {
                throw new InvalidAvroException("must be one of " + schema.getEnumSymbols() + ", got \"" + name + '"');
            }
            out.writeEnum(schema.getEnumOrdinal(name));
        };
    }

    private static @Nullable PresentWriter ofBytes(Schema schema, JavaType type) {
        if (type.raw() == byte[].class) {
            return (value, out) -> out.writeBytes((byte[]) value);
        }
        if (type.raw() == BigDecimal.class && schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return (value, out) ->
                    out.writeBytes(unscaled((BigDecimal) value, decimal).toByteArray());
        }
        return null;
    }

    private static BigInteger unscaled(BigDecimal value, LogicalTypes.Decimal decimal) throws InvalidAvroException {
        BigDecimal scaled;
        try {
            scaled = value.setScale(decimal.getScale());
        } catch (ArithmeticException rounded) {
            throw new InvalidAvroException("must have at most " + decimal.getScale() + " decimal places, got " + value);
        }
        if (scaled.precision() > decimal.getPrecision()) {
            throw new InvalidAvroException("must have at most " + decimal.getPrecision() + " digits, got " + value);
        }
        return scaled.unscaledValue();
    }

    private static @Nullable PresentWriter ofFixed(Schema schema, JavaType type) {
        int size = schema.getFixedSize();
        if (type.raw() == byte[].class) {
            return (value, out) -> out.writeFixed(sized((byte[]) value, size));
        }
        if (type.raw() == UUID.class
                && size == 2 * Long.BYTES
                && SchemaText.kind(schema).equals("uuid")) {
            return (value, out) -> {
                UUID id = (UUID) value;
                out.writeFixed(ByteBuffer.allocate(size)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
            };
        }
        if (type.raw() == BigDecimal.class && schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return (value, out) -> out.writeFixed(
                    extended(unscaled((BigDecimal) value, decimal).toByteArray(), size));
        }
        return null;
    }

    private static byte[] sized(byte[] bytes, int size) throws InvalidAvroException {
        if (bytes.length != size) {
            throw new InvalidAvroException("must have " + size + " bytes, got " + bytes.length);
        }
        return bytes;
    }

    /** To the size of the schema, with the sign in front. */
    private static byte[] extended(byte[] bytes, int size) throws InvalidAvroException {
        if (bytes.length > size) {
            throw new InvalidAvroException("must fit into " + size + " bytes, and needs " + bytes.length);
        }
        byte[] extended = new byte[size];
        Arrays.fill(extended, (byte) (bytes[0] < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, extended, size - bytes.length, bytes.length);
        return extended;
    }
}
