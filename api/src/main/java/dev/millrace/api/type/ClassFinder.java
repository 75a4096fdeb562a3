package dev.millrace.api.type;

import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class that a name in a schema stands for now. The names may be of anybody's making, so no code of a class is run
 * for it. Not thread-safe.
 */
final class ClassFinder {

    private final Map<String, Class<?>> byFormerName = new HashMap<>();
    private final Set<Type> met = new HashSet<>();

    /** Learns the former names of a class, and of all that its fields are made of. */
    void meet(Type first) {
        Deque<Type> toMeet = new ArrayDeque<>();
        toMeet.add(first);
        while (!toMeet.isEmpty()) {
            Type type = toMeet.remove();
            if (met.add(type)) {
                if (type instanceof Class<?> known) {
                    learn(known);
                }
                toMeet.addAll(TypeParts.of(type));
            }
        }
    }

    private void learn(Class<?> type) {
        FormerName former = type.getAnnotation(FormerName.class);
        if (former != null) {
            Arrays.stream(former.value()).forEach(name -> byFormerName.putIfAbsent(name, type));
        }
    }

    /**
     * Finds a class.
     *
     * @param name of then
     * @return null if there is none
     */
    @Nullable
    Class<?> find(String name) {
        Class<?> exact = load(name);
        return exact == null ? byFormerName.get(name) : exact;
    }

    private static @Nullable Class<?> load(String name) {
        Class<?> ofProgram = load(name, Thread.currentThread().getContextClassLoader());
        return ofProgram == null ? load(name, Codecs.class.getClassLoader()) : ofProgram;
    }

    private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            return null;
        }
    }
}
