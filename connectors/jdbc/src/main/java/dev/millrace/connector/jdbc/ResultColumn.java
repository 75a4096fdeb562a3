package dev.millrace.connector.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result as a field of a record: the inverse of {@link SqlValues}.
 *
 * @param index from 1
 * @param label for messages
 * @param field name of the field
 * @param kind what the field is
 * @param type of the field
 * @param isText whether the database keeps it as text, as SQLite does with times
 * @param hasZone whether it is a time with a zone
 */
record ResultColumn(
        int index, String label, String field, ColumnKind kind, Class<?> type, boolean isText, boolean hasZone) {

    static ResultColumn of(ResultSetMetaData about, int index, String field, ColumnKind kind, Class<?> type)
            throws SQLException {
        int sqlType = about.getColumnType(index);
        String name = about.getColumnTypeName(index).toLowerCase(Locale.ROOT);
        return new ResultColumn(
                index,
                about.getColumnLabel(index),
                field,
                kind,
                type,
                sqlType == Types.VARCHAR || sqlType == Types.CHAR || sqlType == Types.LONGVARCHAR,
                sqlType == Types.TIMESTAMP_WITH_TIMEZONE
                        || name.equals("timestamptz")
                        || name.equals("datetimeoffset")
                        || name.contains("with time zone"));
    }

    /** Refuses null for a primitive, and numbers that do not fit, which drivers would make something else of. */
    @Nullable
    Object read(ResultSet row) throws SQLException {
        Object value = value(row);
        if (value == null && type.isPrimitive()) {
            throw new SQLException("column " + label + " is null, and field '" + field + "' is a " + type.getName());
        }
        return value;
    }

    private @Nullable Object value(ResultSet row) throws SQLException {
        return switch (kind) {
            case BOOLEAN -> {
                boolean value = row.getBoolean(index);
                yield row.wasNull() ? null : value;
            }
            case INTEGER, BIGINT -> {
                long value = row.getLong(index);
                yield row.wasNull() ? null : whole(value, type);
            }
            case REAL -> {
                float value = row.getFloat(index);
                yield row.wasNull() ? null : value;
            }
            case DOUBLE -> {
                double value = row.getDouble(index);
                yield row.wasNull() ? null : value;
            }
            case DECIMAL -> decimal(row.getBigDecimal(index), type);
            case TEXT -> text(row.getString(index), type);
            case BYTES -> row.getBytes(index);
            case UUID -> {
                String value = row.getString(index);
                yield value == null ? null : UUID.fromString(value.strip());
            }
            case INSTANT -> instant(row);
            case DATE -> time(row, LocalDate.class, LocalDate::parse);
            case TIME -> time(row, LocalTime.class, LocalTime::parse);
            case DATE_TIME -> time(row, LocalDateTime.class, LocalDateTime::parse);
        };
    }

    private static Object whole(long value, Class<?> type) throws SQLException {
        if (type == long.class || type == Long.class) {
            return value;
        }
        Object narrow;
        if (type == int.class || type == Integer.class) {
            narrow = (int) value;
        } else if (type == short.class || type == Short.class) {
            narrow = (short) value;
        } else {
            narrow = (byte) value;
        }
        if (((Number) narrow).longValue() != value) {
            throw new SQLException(value + " does not fit into " + type.getSimpleName());
        }
        return narrow;
    }

    private static @Nullable Object decimal(@Nullable BigDecimal value, Class<?> type) {
        return value == null || type == BigDecimal.class ? value : value.toBigIntegerExact();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum's class is what the field says
    private static @Nullable Object text(@Nullable String value, Class<?> type) throws SQLException {
        if (value == null || type == String.class) {
            return value;
        }
        if (type.isEnum()) {
            return Enum.valueOf((Class) type, value);
        }
        if (value.length() != 1) {
            throw new SQLException("\"" + value + "\" does not fit into one character");
        }
        return value.charAt(0);
    }

    private @Nullable Instant instant(ResultSet row) throws SQLException {
        if (isText) {
            return time(row, Instant.class, Instant::parse);
        }
        if (hasZone) {
            OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        }
        // Without a zone of its own it is taken as SqlValues writes it.
        LocalDateTime value = row.getObject(index, LocalDateTime.class);
        return value == null ? null : value.toInstant(ZoneOffset.UTC);
    }

    private <R> @Nullable R time(ResultSet row, Class<R> type, Function<CharSequence, R> parse) throws SQLException {
        if (!isText) {
            return row.getObject(index, type);
        }
        String text = row.getString(index);
        return text == null ? null : parse.apply(text);
    }
}
