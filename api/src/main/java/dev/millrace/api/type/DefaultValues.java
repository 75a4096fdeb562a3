package dev.millrace.api.type;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a record have that were added after values had been stored: {@link DefaultValue}, or nothing where a field can have
 * that.
 */
public final class DefaultValues {

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(boolean.class, DefaultValues::truth),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Boolean.class, DefaultValues::truth),
            Map.entry(Byte.class, Byte::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(Float.class, Float::valueOf),
            Map.entry(char.class, DefaultValues::character),
            Map.entry(Character.class, DefaultValues::character),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(LocalDateTime.class, LocalDateTime::parse),
            Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(String.class, text -> text),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(Instant.class, Instant::parse),
            Map.entry(LocalDate.class, LocalDate::parse));

    private static final Map<Class<?>, Object> EMPTY = Map.of(
            Optional.class, Optional.empty(),
            OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class, OptionalLong.empty(),
            OptionalDouble.class, OptionalDouble.empty());

    private DefaultValues() {}

    /** Other than the JDK, which takes every text that it does not know for false. */
    private static Boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return text.equals("true");
    }

    private static Character character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    /**
     * Tells whether a field may be missing in what was stored.
     *
     * @param component the field
     * @return whether it has a {@link DefaultValue}, is an {@code Optional}, or is marked as nullable
     */
    public static boolean has(RecordComponent component) {
        return component.isAnnotationPresent(DefaultValue.class)
                || EMPTY.containsKey(component.getType())
                || !component.getType().isPrimitive() && isNullable(component);
    }

    private static boolean isNullable(RecordComponent component) {
        return isNullable((AnnotatedElement) component) || isNullable(component.getAnnotatedType());
    }

    private static boolean isNullable(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }

    /**
     * The value of a field that {@link #has} one.
     *
     * @param component the field
     * @return what its annotation says, or the empty {@code Optional}, or null
     * @throws IllegalArgumentException if what the annotation says is none of the field's type
     */
    public static @Nullable Object of(RecordComponent component) {
        DefaultValue written = component.getAnnotation(DefaultValue.class);
        Class<?> type = component.getType();
        if (written == null) {
            return EMPTY.get(type);
        }
        try {
            return parse(type, written.value());
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException(
                    component.getDeclaringRecord().getName() + "." + component.getName() + ": @DefaultValue(\""
                            + written.value() + "\") is no " + type.getSimpleName(),
                    malformed);
        }
    }

    private static Object parse(Class<?> type, String text) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no constant " + text));
        }
        Function<String, Object> parser = PARSERS.get(type);
        if (parser == null) {
            throw new IllegalArgumentException("a default can be given for primitives, their boxes, texts, enums and "
                    + PARSERS.keySet().stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .toList());
        }
        return parser.apply(text);
    }
}
