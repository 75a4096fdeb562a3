package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what came out of two runs, and says how they differ. */
final class Difference {

    private static final int SHOWN_MAX = 3;

    private Difference() {}

    /** A multiset. */
    static Map<Object, Integer> counted(Collection<?> records) {
        Map<Object, Integer> counts = new HashMap<>();
        for (Object record : records) {
            counts.merge(record, 1, Integer::sum);
        }
        return counts;
    }

    /**
     * Requires equality.
     *
     * @param actual by name of the output
     * @param expected by name of the output
     * @param source what that is, for the message
     * @throws AssertionError if they are not equal
     */
    static void requireNone(Map<String, Object> actual, Map<String, Object> expected, String source) {
        expected.forEach((name, before) -> {
            Object now = actual.get(name);
            if (!before.equals(now)) {
                throw new AssertionError("output '" + name + "' is not " + source + ": "
                        + describe((Map<?, ?>) Objects.requireNonNull(now), (Map<?, ?>) before));
            }
        });
    }

    private static String describe(Map<?, ?> actual, Map<?, ?> expected) {
        Set<Object> keys = new HashSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        List<String> lines = new ArrayList<>();
        int different = 0;
        for (Object key : keys) {
            Object is = actual.get(key);
            Object should = expected.get(key);
            if (!Objects.equals(is, should)) {
                different++;
                if (lines.size() < SHOWN_MAX) {
                    lines.add("\n  " + key + ": " + told(is) + ", expected " + told(should));
                }
            }
        }
        return different + " of " + keys.size() + " differ" + String.join("", lines);
    }

    private static String told(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        return value instanceof Integer count ? count + " times" : value.toString();
    }
}
