package dev.millrace.connector.parquet;

import dev.millrace.connector.parquet.Meaning.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a value of a field of what is stored in a file. Stateless. */
@FunctionalInterface
interface Conversion {

    long NANOS_PER_SECOND = 1_000_000_000;
    long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;
    long JULIAN_DAY_OF_EPOCH = 2_440_588;
    int UUID_BYTES = 16;

    /**
     * Converts a value that is not absent.
     *
     * @throws InvalidParquetException if it does not fit; the message is the end of a sentence
     */
    Object convert(Object stored) throws InvalidParquetException;

    /** Finds how a column is read into a field; null if that cannot be. */
    static @Nullable Conversion of(ColumnSchema column, Class<?> type) {
        Kind kind = column.meaning().kind();
        return switch (column.type()) {
            case BOOLEAN -> type == boolean.class || type == Boolean.class ? stored -> stored : null;
            case FLOAT -> ofFloat(type);
            case DOUBLE -> type == double.class || type == Double.class ? stored -> stored : null;
            case INT32, INT64 ->
                switch (kind) {
                    case PLAIN, UNSIGNED -> ofWhole(column, type);
                    case DATE -> type == LocalDate.class ? stored -> LocalDate.ofEpochDay((Long) stored) : null;
                    case TIME -> type == LocalTime.class ? stored -> time(column.meaning(), (Long) stored) : null;
                    case TIMESTAMP -> ofTimestamp(column.meaning(), type);
                    case DECIMAL ->
                        type == BigDecimal.class
                                ? stored -> BigDecimal.valueOf(
                                        (Long) stored, column.meaning().scale())
                                : null;
                    default -> null;
                };
            case INT96 -> type == Instant.class ? Conversion::ofInt96 : null;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> ofBytes(column, type);
        };
    }

    private static @Nullable Conversion ofFloat(Class<?> type) {
        if (type == float.class || type == Float.class) {
            return stored -> stored;
        }
        return type == double.class || type == Double.class ? stored -> (double) (Float) stored : null;
    }

    private static @Nullable Conversion ofWhole(ColumnSchema column, Class<?> type) {
        boolean isUnsigned = column.meaning().kind() == Kind.UNSIGNED;
        boolean isShort = column.type() == PhysicalType.INT32;
        if (type == long.class || type == Long.class) {
            return stored -> number((Long) stored, isUnsigned, isShort, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == int.class || type == Integer.class) {
            return stored -> (int) number((Long) stored, isUnsigned, isShort, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == short.class || type == Short.class) {
            return stored -> (short) number((Long) stored, isUnsigned, isShort, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type == byte.class || type == Byte.class) {
            return stored -> (byte) number((Long) stored, isUnsigned, isShort, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        return null;
    }

    private static long number(long stored, boolean isUnsigned, boolean isShort, long min, long max)
            throws InvalidParquetException {
        long value = isUnsigned && isShort ? stored & 0xFFFF_FFFFL : stored;
        if (isUnsigned && value < 0) {
            throw new InvalidParquetException("must be at most " + max + ", got " + Long.toUnsignedString(value));
        }
        if (value < min || value > max) {
            throw new InvalidParquetException("must be between " + min + " and " + max + ", got " + value);
        }
        return value;
    }

    private static LocalTime time(Meaning meaning, long count) throws InvalidParquetException {
        if (count < 0 || count >= NANOS_PER_DAY / (NANOS_PER_SECOND / meaning.perSecond())) {
            throw new InvalidParquetException("must be a time of day, got " + count);
        }
        return LocalTime.ofNanoOfDay(count * (NANOS_PER_SECOND / meaning.perSecond()));
    }

    private static @Nullable Conversion ofTimestamp(Meaning meaning, Class<?> type) {
        if (meaning.isUtc()) {
            return type == Instant.class ? stored -> instant(meaning, (Long) stored) : null;
        }
        return type == LocalDateTime.class
                ? stored -> LocalDateTime.ofInstant(instant(meaning, (Long) stored), ZoneOffset.UTC)
                : null;
    }

    private static Instant instant(Meaning meaning, long count) {
        long perSecond = meaning.perSecond();
        return Instant.ofEpochSecond(
                Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * (NANOS_PER_SECOND / perSecond));
    }

    /** As old writers have timestamps: nanoseconds of the day, and the day. */
    private static Instant ofInt96(Object stored) {
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) stored).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong();
        long days = (bytes.getInt() & 0xFFFF_FFFFL) - JULIAN_DAY_OF_EPOCH;
        return Instant.ofEpochSecond(days * 86_400, nanos);
    }

    private static @Nullable Conversion ofBytes(ColumnSchema column, Class<?> type) {
        Kind kind = column.meaning().kind();
        if (type == byte[].class) {
            return stored -> ((byte[]) stored).clone();
        }
        if (kind == Kind.DECIMAL && type == BigDecimal.class) {
            return stored -> decimal(column, (byte[]) stored);
        }
        boolean isText = column.type() == PhysicalType.BYTE_ARRAY && (kind == Kind.TEXT || kind == Kind.PLAIN);
        if (isText && type == String.class) {
            return stored -> text((byte[]) stored);
        }
        if (isText && type.isEnum()) {
            return stored -> constant(text((byte[]) stored), type);
        }
        if (kind == Kind.UUID && type == UUID.class && column.length() == UUID_BYTES) {
            return stored -> {
                ByteBuffer bytes = ByteBuffer.wrap((byte[]) stored);
                return new UUID(bytes.getLong(), bytes.getLong());
            };
        }
        return null;
    }

    private static BigDecimal decimal(ColumnSchema column, byte[] stored) throws InvalidParquetException {
        if (stored.length == 0 || stored.length > 64) {
            throw new InvalidParquetException("must be a decimal of 1 to 64 bytes, got " + stored.length);
        }
        return new BigDecimal(new BigInteger(stored), column.meaning().scale());
    }

    private static String text(byte[] stored) throws InvalidParquetException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stored))
                    .toString();
        } catch (CharacterCodingException damaged) {
            throw new InvalidParquetException("must be text in UTF-8", damaged);
        }
    }

    private static Object constant(String name, Class<?> type) throws InvalidParquetException {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new InvalidParquetException(
                "must be one of " + Arrays.toString(type.getEnumConstants()) + ", got " + name);
    }
}
