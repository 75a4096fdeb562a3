package dev.millrace.connector.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What a field of a record is as a column. */
enum ColumnKind {
    BOOLEAN,
    INTEGER,
    BIGINT,
    REAL,
    DOUBLE,
    DECIMAL,
    TEXT,
    BYTES,
    UUID,
    INSTANT,
    DATE,
    TIME,
    DATE_TIME;

    private static final Map<Class<?>, ColumnKind> KINDS = new HashMap<>();

    static {
        KINDS.put(boolean.class, BOOLEAN);
        KINDS.put(Boolean.class, BOOLEAN);
        for (Class<?> small :
                new Class<?>[] {byte.class, Byte.class, short.class, Short.class, int.class, Integer.class}) {
            KINDS.put(small, INTEGER);
        }
        KINDS.put(long.class, BIGINT);
        KINDS.put(Long.class, BIGINT);
        KINDS.put(float.class, REAL);
        KINDS.put(Float.class, REAL);
        KINDS.put(double.class, DOUBLE);
        KINDS.put(Double.class, DOUBLE);
        KINDS.put(BigDecimal.class, DECIMAL);
        KINDS.put(BigInteger.class, DECIMAL);
        KINDS.put(String.class, TEXT);
        KINDS.put(char.class, TEXT);
        KINDS.put(Character.class, TEXT);
        KINDS.put(byte[].class, BYTES);
        KINDS.put(UUID.class, UUID);
        KINDS.put(Instant.class, INSTANT);
        KINDS.put(LocalDate.class, DATE);
        KINDS.put(LocalTime.class, TIME);
        KINDS.put(LocalDateTime.class, DATE_TIME);
    }

    /** Of a field; names the field if its type is none. */
    static ColumnKind of(Class<?> type, String field, Class<?> owner) {
        ColumnKind kind = type.isEnum() ? TEXT : KINDS.get(type);
        if (kind == null) {
            throw new IllegalArgumentException("field '" + field + "' of " + owner.getTypeName() + " is of type "
                    + type.getTypeName()
                    + ", which is no column. Columns are numbers, booleans, text, enums, byte[], UUID,"
                    + " Instant, LocalDate, LocalTime and LocalDateTime; map the record to one of these before, or say"
                    + " with a statement and a function how it is written or read");
        }
        return kind;
    }
}
