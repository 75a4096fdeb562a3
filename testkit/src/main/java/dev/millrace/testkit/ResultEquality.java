package dev.millrace.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Whether two results are equal, looking into records, lists, maps, optionals and arrays for doubles that nearly are. */
record ResultEquality(double tolerance) implements BiPredicate<@Nullable Object, @Nullable Object> {

    ResultEquality {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("a tolerance must not be negative, got " + tolerance);
        }
    }

    @Override
    public boolean test(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return isNear(x, y);
        }
        if (a instanceof Float x && b instanceof Float y) {
            return isNear(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return areEqual(x, y);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.keySet().equals(y.keySet())
                    && x.entrySet().stream().allMatch(entry -> test(entry.getValue(), y.get(entry.getKey())));
        }
        if (a instanceof Optional<?> x && b instanceof Optional<?> y) {
            return test(x.orElse(null), y.orElse(null));
        }
        if (a.getClass().isArray() && b.getClass().equals(a.getClass())) {
            return areEqual(elements(a), elements(b));
        }
        return a.equals(b) || a instanceof Record x && b instanceof Record y && areEqualRecords(x, y);
    }

    /** Relative to the larger of the two, or to 1 if both are smaller: near 0 there is nothing to be relative to. */
    private boolean isNear(double a, double b) {
        if (Double.compare(a, b) == 0) {
            return true;
        }
        return Double.isFinite(a)
                && Double.isFinite(b)
                && Math.abs(a - b) <= tolerance * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private boolean areEqual(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> other = b.iterator();
        return a.stream().allMatch(element -> test(element, other.next()));
    }

    private static List<Object> elements(Object array) {
        Object[] elements = new Object[Array.getLength(array)];
        Arrays.setAll(elements, i -> Array.get(array, i));
        return Arrays.asList(elements);
    }

    private boolean areEqualRecords(Record a, Record b) {
        if (!a.getClass().equals(b.getClass())) {
            return false;
        }
        for (RecordComponent component : a.getClass().getRecordComponents()) {
            try {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                if (!test(accessor.invoke(a), accessor.invoke(b))) {
                    return false;
                }
            } catch (ReflectiveOperationException | RuntimeException unreadable) {
                return false; // A record that cannot be read has its own equals alone, which has said no.
            }
        }
        return true;
    }
}
