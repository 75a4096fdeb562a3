package dev.millrace.connector.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Values as PostgreSQL writes them as text. */
final class TextValue {

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private static final DateTimeFormatter WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DATE_TIME)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter();

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf),
            Map.entry(boolean.class, TextValue::parseBoolean),
            Map.entry(Boolean.class, TextValue::parseBoolean),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(LocalDateTime.class, text -> LocalDateTime.parse(text, DATE_TIME)),
            Map.entry(Instant.class, TextValue::parseInstant),
            Map.entry(byte[].class, TextValue::parseBytes));

    private TextValue() {}

    static void requireReadable(Class<?> type, String what) {
        if (!type.isEnum() && !PARSERS.containsKey(type)) {
            throw new IllegalArgumentException(what + " is a " + type.getTypeName()
                    + ", which no column can be; numbers, booleans, text, enums, byte[], UUID, Instant, LocalDate, LocalTime and"
                    + " LocalDateTime can");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum's class is what the field says
    static Object parse(String text, Class<?> type) {
        Function<String, Object> parser = PARSERS.get(type);
        return parser == null ? Enum.valueOf((Class) type, text) : parser.apply(text);
    }

    private static Object parseBoolean(String text) {
        return switch (text) {
            case "t" -> true;
            case "f" -> false;
            default -> throw new IllegalArgumentException("neither t nor f: " + text);
        };
    }

    /** Without a zone it is UTC. */
    private static Object parseInstant(String text) {
        boolean hasOffset = text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf(' ');
        return hasOffset
                ? OffsetDateTime.parse(text, WITH_OFFSET).toInstant()
                : LocalDateTime.parse(text, DATE_TIME).toInstant(ZoneOffset.UTC);
    }

    private static Object parseBytes(String text) {
        if (!text.startsWith("\\x")) {
            throw new IllegalArgumentException("no bytes in hexadecimal digits");
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }
}
