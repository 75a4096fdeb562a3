package dev.millrace.api.type;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbers that become numbers of a wider type without any loss. */
final class Widening {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            char.class, Character.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    // A long does not fit into a double, nor an int into a float.
    private static final Map<Class<?>, Set<Class<?>>> WIDER = Map.of(
            Byte.class, Set.of(Short.class, Integer.class, Long.class, Float.class, Double.class),
            Short.class, Set.of(Integer.class, Long.class, Float.class, Double.class),
            Character.class, Set.of(Integer.class, Long.class),
            Integer.class, Set.of(Long.class, Double.class),
            Float.class, Set.of(Double.class));

    private Widening() {}

    /** The class of the objects that values of a type are. */
    static Class<?> box(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    /** Whether all values of one class become values of the other; both of them boxes or not numbers at all. */
    static boolean isPossible(Class<?> from, Class<?> to) {
        return WIDER.getOrDefault(from, Set.of()).contains(to);
    }

    /** The value as one of a wider class, or null if there is no such way. */
    static @Nullable Object widen(Object value, Class<?> to) {
        if (!isPossible(value.getClass(), to)) {
            return null;
        }
        Number number = value instanceof Character letter ? (Number) (int) letter : (Number) value;
        if (to == Long.class) {
            return number.longValue();
        }
        if (to == Double.class) {
            return number.doubleValue();
        }
        if (to == Integer.class) {
            return number.intValue();
        }
        return to == Float.class ? (Object) number.floatValue() : (Object) number.shortValue();
    }
}
