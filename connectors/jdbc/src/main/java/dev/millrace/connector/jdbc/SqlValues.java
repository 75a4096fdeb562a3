package dev.millrace.connector.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of fields as parameters. Times are written to the microsecond, which is what most databases keep; finer parts are cut off here, since
 * some of them round, and a rounded time is in another window.
 */
final class SqlValues {

    /** Sorts like the time. */
    private static final DateTimeFormatter INSTANT_TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private SqlValues() {}

    static void set(PreparedStatement statement, int index, @Nullable Object value, Dialect dialect)
            throws SQLException {
        Object prepared = value == null ? null : prepare(value, dialect);
        if (prepared instanceof String text && dialect == Dialect.POSTGRESQL) {
            // Without a type, so that columns of type json, inet or of an enum take it as well.
            statement.setObject(index, text, Types.OTHER);
        } else if (prepared instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            statement.setObject(index, prepared);
        }
    }

    private static Object prepare(Object value, Dialect dialect) {
        if (value instanceof Instant instant) {
            return instant(instant.truncatedTo(ChronoUnit.MICROS), dialect);
        } else if (value instanceof LocalDateTime time) {
            return timeOrText(time.truncatedTo(ChronoUnit.MICROS), dialect);
        } else if (value instanceof java.time.LocalTime time) {
            return dialect == Dialect.ORACLE
                    ? time.truncatedTo(ChronoUnit.MICROS).toString()
                    : timeOrText(time.truncatedTo(ChronoUnit.MICROS), dialect);
        } else if (value instanceof java.time.LocalDate date) {
            return timeOrText(date, dialect);
        } else if (value instanceof UUID id) {
            boolean hasType = dialect == Dialect.POSTGRESQL || dialect == Dialect.H2 || dialect == Dialect.DUCKDB;
            return hasType ? id : id.toString();
        } else if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof Character letter) {
            return letter.toString();
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        return value;
    }

    private static Object instant(Instant instant, Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> INSTANT_TEXT.format(instant.atOffset(ZoneOffset.UTC));
            // Without a time zone of their own: the type that has one stops in 2038.
            case MYSQL, MARIADB -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            default -> instant.atOffset(ZoneOffset.UTC);
        };
    }

    private static Object timeOrText(Object time, Dialect dialect) {
        return dialect == Dialect.SQLITE ? time.toString() : time;
    }
}
