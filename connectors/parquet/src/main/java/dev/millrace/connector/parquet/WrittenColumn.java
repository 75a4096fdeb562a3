package dev.millrace.connector.parquet;

import dev.millrace.connector.parquet.Meaning.Kind;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of a record as a column of a file. Immutable.
 *
 * @param field of the class
 * @param accessor of the field
 * @param schema of the column
 * @param storing makes of a value what is stored: {@code Boolean}, {@code Long}, {@code Float}, {@code Double} or {@code byte[]}
 */
record WrittenColumn(RecordField field, Method accessor, ColumnSchema schema, Function<Object, Object> storing) {

    private static final long NANOS_PER_MICRO = 1_000;

    static WrittenColumn of(RecordField field) {
        Class<?> type = field.type();
        Method accessor = field.component().getAccessor();
        try {
            accessor.setAccessible(true);
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "'" + field.name() + "' cannot be read; let its module open its package to"
                            + " dev.millrace.connector.parquet",
                    closed);
        }
        if (type == boolean.class || type == Boolean.class) {
            return of(field, accessor, PhysicalType.BOOLEAN, Meaning.PLAIN, value -> value);
        }
        if (type == int.class
                || type == Integer.class
                || type == short.class
                || type == Short.class
                || type == byte.class
                || type == Byte.class) {
            return of(field, accessor, PhysicalType.INT32, Meaning.PLAIN, value -> ((Number) value).longValue());
        }
        if (type == long.class || type == Long.class) {
            return of(field, accessor, PhysicalType.INT64, Meaning.PLAIN, value -> value);
        }
        if (type == float.class || type == Float.class) {
            return of(field, accessor, PhysicalType.FLOAT, Meaning.PLAIN, value -> value);
        }
        if (type == double.class || type == Double.class) {
            return of(field, accessor, PhysicalType.DOUBLE, Meaning.PLAIN, value -> value);
        }
        return ofObject(field, accessor);
    }

    private static WrittenColumn ofObject(RecordField field, Method accessor) {
        Class<?> type = field.type();
        if (type == byte[].class) {
            return of(field, accessor, PhysicalType.BYTE_ARRAY, Meaning.PLAIN, value -> value);
        }
        Meaning text = Meaning.of(Kind.TEXT);
        if (type == String.class) {
            return of(field, accessor, PhysicalType.BYTE_ARRAY, text, value -> bytes((String) value));
        }
        if (type.isEnum()) {
            return of(field, accessor, PhysicalType.BYTE_ARRAY, text, value -> bytes(((Enum<?>) value).name()));
        }
        if (type == LocalDate.class) {
            return of(field, accessor, PhysicalType.INT32, Meaning.of(Kind.DATE), WrittenColumn::day);
        }
        if (type == LocalTime.class) {
            Meaning time = Meaning.time(Kind.TIME, Meaning.MICROS, false);
            return of(
                    field,
                    accessor,
                    PhysicalType.INT64,
                    time,
                    value -> ((LocalTime) value).toNanoOfDay() / NANOS_PER_MICRO);
        }
        if (type == Instant.class) {
            Meaning moment = Meaning.time(Kind.TIMESTAMP, Meaning.MICROS, true);
            return of(field, accessor, PhysicalType.INT64, moment, value -> micros((Instant) value));
        }
        if (type == LocalDateTime.class) {
            Meaning dateTime = Meaning.time(Kind.TIMESTAMP, Meaning.MICROS, false);
            return of(
                    field,
                    accessor,
                    PhysicalType.INT64,
                    dateTime,
                    value -> micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
        }
        if (type == UUID.class) {
            return of(
                    field,
                    accessor,
                    PhysicalType.FIXED_LEN_BYTE_ARRAY,
                    Meaning.of(Kind.UUID),
                    value -> bytes((UUID) value));
        }
        throw new IllegalArgumentException("'" + field.name() + "' is a " + type.getSimpleName()
                + ", which is not written to Parquet; flatten it in a map before, or leave it out");
    }

    private static WrittenColumn of(
            RecordField field, Method accessor, PhysicalType type, Meaning meaning, Function<Object, Object> storing) {
        int length = type == PhysicalType.FIXED_LEN_BYTE_ARRAY ? Conversion.UUID_BYTES : 0;
        return new WrittenColumn(
                field, accessor, new ColumnSchema(field.name(), type, length, field.isNullable(), meaning), storing);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(Conversion.UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static Long day(Object date) {
        return (long) Math.toIntExact(((LocalDate) date).toEpochDay());
    }

    /** What is finer is cut off. */
    private static Long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), Meaning.MICROS), instant.getNano() / NANOS_PER_MICRO);
    }

    /**
     * What is stored of a record.
     *
     * @return null if it is absent
     * @throws InvalidParquetException if the record does not fit; the message names the field
     */
    @Nullable
    Object stored(Object record) throws InvalidParquetException {
        try {
            Object value = accessor.invoke(record);
            if (field.isOptional() && value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value == null && !field.isNullable()) {
                throw new InvalidParquetException("'" + field.name() + "' must not be null; mark it @Nullable");
            }
            return value == null ? null : storing.apply(value);
        } catch (InvocationTargetException thrown) {
            throw new InvalidParquetException("'" + field.name() + "' cannot be read: " + thrown.getCause(), thrown);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("made accessible before", impossible);
        } catch (ArithmeticException tooFar) {
            throw new InvalidParquetException("'" + field.name() + "' is farther away than can be stored", tooFar);
        }
    }
}
