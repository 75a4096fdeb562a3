package dev.millrace.connector.avro;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The type of a field of a record, as far as formats need it. Immutable.
 *
 * @param raw its class
 * @param isNullable whether null is a value of it: a box, or marked so
 * @param arguments its type arguments, of {@code List}, {@code Map} and {@code Optional}
 */
record JavaType(Class<?> raw, boolean isNullable, List<JavaType> arguments) {

    private static final Set<Class<?>> BOXES = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);

    static JavaType of(Class<?> type) {
        return new JavaType(type, false, List.of());
    }

    /** Of a field; says which if its type is none that can be told. */
    static JavaType of(RecordComponent component) {
        JavaType type = of(component.getAnnotatedType(), component.getDeclaringRecord(), component.getName());
        return isMarked(component) ? new JavaType(type.raw, true, type.arguments) : type;
    }

    private static JavaType of(AnnotatedType type, Class<?> owner, String field) {
        Type plain = type.getType();
        boolean isMarked = isMarked(type);
        if (plain instanceof Class<?> raw && raw.getTypeParameters().length == 0) {
            return new JavaType(raw, isMarked || BOXES.contains(raw), List.of());
        }
        if (plain instanceof ParameterizedType parameterized
                && Set.<Type>of(List.class, Map.class, Optional.class).contains(parameterized.getRawType())) {
            List<JavaType> arguments = Arrays.stream(
                            ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments())
                    .map(argument -> of(argument, owner, field))
                    .toList();
            return new JavaType((Class<?>) parameterized.getRawType(), isMarked, arguments);
        }
        throw new IllegalArgumentException("'" + field + "' of " + owner.getTypeName() + " is of type "
                + plain.getTypeName() + ", which Avro has no schema for; use a List, a Map of texts, an Optional, a"
                + " record, an enum, or a plain value");
    }

    private static boolean isMarked(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    boolean isOptional() {
        return raw == Optional.class;
    }

    boolean isOneOf(Class<?>... types) {
        return Arrays.asList(types).contains(raw);
    }

    /** For messages. */
    @Override
    public String toString() {
        String text = raw.getSimpleName();
        return arguments.isEmpty()
                ? text
                : text + "<"
                        + String.join(
                                ", ", arguments.stream().map(JavaType::toString).toList()) + ">";
    }
}
