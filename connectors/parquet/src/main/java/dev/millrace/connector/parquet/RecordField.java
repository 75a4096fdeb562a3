package dev.millrace.connector.parquet;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A component of a record class. Immutable.
 *
 * @param component of the class
 * @param type of its values; of an {@code Optional}, of what may be in it
 * @param isNullable whether they may be absent: a box, marked so, or an {@code Optional}
 * @param isOptional whether it is an {@code Optional}
 */
record RecordField(RecordComponent component, Class<?> type, boolean isNullable, boolean isOptional) {

    private static final Set<Class<?>> BOXES =
            Set.of(Boolean.class, Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);

    /**
     * The components of a record class.
     *
     * @throws IllegalArgumentException if the class is no record
     */
    static List<RecordField> of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("a record class is needed, got " + type.getTypeName());
        }
        return Arrays.stream(type.getRecordComponents()).map(RecordField::of).toList();
    }

    private static RecordField of(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Optional.class) {
            if (component.getGenericType() instanceof ParameterizedType parameterized
                    && parameterized.getActualTypeArguments()[0] instanceof Class<?> inside) {
                return new RecordField(component, inside, true, true);
            }
            throw new IllegalArgumentException("'" + component.getName() + "' is an Optional of no plain class");
        }
        boolean isNullable = BOXES.contains(type) || isMarked(component) || isMarked(component.getAnnotatedType());
        return new RecordField(component, type, isNullable, false);
    }

    private static boolean isMarked(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    String name() {
        return component.getName();
    }
}
