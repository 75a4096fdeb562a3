package dev.millrace.connector.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types by which rows can be ordered and found again, and how their values are kept. */
enum KeyKind {
    NUMBER {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            BigDecimal value = row.getBigDecimal(column);
            return value == null ? null : value.stripTrailingZeros();
        }

        @Override
        Object parse(String text) {
            return new BigDecimal(text);
        }

        @Override
        Object parameter(Object value) {
            // As a long where it is one: an index on whole numbers does not serve decimal ones.
            BigDecimal number = (BigDecimal) value;
            return number.scale() <= 0 && number.precision() - number.scale() <= 18
                    ? (Object) number.longValueExact()
                    : number;
        }
    },
    TEXT {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getString(column);
        }

        @Override
        Object parse(String text) {
            return text;
        }
    },
    INSTANT {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        }

        @Override
        Object parse(String text) {
            return Instant.parse(text);
        }

        @Override
        Object parameter(Object value) {
            return ((Instant) value).atOffset(ZoneOffset.UTC);
        }
    },
    DATE_TIME {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDateTime.class);
        }

        @Override
        Object parse(String text) {
            return LocalDateTime.parse(text);
        }
    },
    DATE {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDate.class);
        }

        @Override
        Object parse(String text) {
            return LocalDate.parse(text);
        }
    };

    /** The value, comparable by {@code equals}. */
    abstract @Nullable Object read(ResultSet row, int column) throws SQLException;

    /** Of what {@code toString} has written. */
    abstract Object parse(String text);

    Object parameter(Object value) {
        return value;
    }

    static KeyKind of(ResultSetMetaData about, int column) throws SQLException {
        String name = about.getColumnTypeName(column).toLowerCase(Locale.ROOT);
        return switch (about.getColumnType(column)) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL -> NUMBER;
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR -> TEXT;
            case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
            case Types.TIMESTAMP -> name.equals("timestamptz") ? INSTANT : DATE_TIME;
            case Types.DATE -> DATE;
            default ->
                throw new IllegalArgumentException("column " + about.getColumnName(column) + " of type " + name
                        + " cannot order rows that are read bit by bit; a number, a text, a timestamp or a date can");
        };
    }
}
