package dev.millrace.api.type;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the fields of a record have that were added after values had been stored. */
final class DefaultValues {

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(boolean.class, Boolean::valueOf),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Boolean.class, Boolean::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(String.class, text -> text),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(Instant.class, Instant::parse),
            Map.entry(LocalDate.class, LocalDate::parse));

    private DefaultValues() {}

    /** Whether a field may be missing in what was stored. */
    static boolean has(RecordComponent component) {
        return component.isAnnotationPresent(DefaultValue.class)
                || component.getType() == Optional.class
                || isNullable(component);
    }

    private static boolean isNullable(RecordComponent component) {
        return isNullable((AnnotatedElement) component) || isNullable(component.getAnnotatedType());
    }

    private static boolean isNullable(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }

    /** The value of a field that {@link #has} one. */
    static @Nullable Object of(RecordComponent component) {
        DefaultValue written = component.getAnnotation(DefaultValue.class);
        Class<?> type = component.getType();
        if (written == null) {
            return type == Optional.class ? Optional.empty() : null;
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
