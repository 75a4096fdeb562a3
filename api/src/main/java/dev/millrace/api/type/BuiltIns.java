package dev.millrace.api.type;

import java.time.ZoneId;
import java.util.AbstractList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The classes of the JDK whose values can be stored, and under what names. */
final class BuiltIns {

    private static final Map<Class<?>, BuiltIn<?>> BY_CLASS = new HashMap<>();
    private static final Map<String, BuiltIn<?>> BY_NAME = new HashMap<>();

    /** Classes of collections that cannot be changed: their own names are none of our business. */
    private static final List<String> UNMODIFIABLE = List.of(
            "java.util.ImmutableCollections$",
            "java.util.Collections$Unmodifiable",
            "java.util.Collections$Empty",
            "java.util.Collections$Singleton",
            "java.util.Collections$CopiesList");

    static {
        Stream.of(
                        ScalarShapes.all(),
                        TimeShapes.all(),
                        PrimitiveArrays.all(),
                        ContainerShapes.all(),
                        CollectionShapes.all())
                .flatMap(List::stream)
                .forEach(shape -> {
                    BY_CLASS.put(shape.type(), shape);
                    BY_NAME.put(shape.name(), shape);
                });
    }

    private BuiltIns() {}

    /** The shape of the values of a class, or null if it is none of these. */
    static @Nullable BuiltIn<?> of(Class<?> type) {
        BuiltIn<?> exact = BY_CLASS.get(type);
        if (exact != null && !type.isInterface()) {
            return exact;
        }
        Class<?> known = known(type);
        return known == null ? null : BY_CLASS.get(known);
    }

    /** Whether some values of a type may be of these: for the interfaces of collections too. */
    static boolean isKnown(Class<?> type) {
        boolean isCollection = type.getName().startsWith("java.util.")
                && type.isInterface()
                && (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type));
        return isCollection || BY_CLASS.containsKey(type) || of(type) != null;
    }

    /** The class by which values of a class that nobody can name are stored. */
    private static @Nullable Class<?> known(Class<?> type) {
        String name = type.getName();
        if (name.startsWith("java.time.") && ZoneId.class.isAssignableFrom(type)) {
            return ZoneId.class;
        }
        if (!name.startsWith("java.util.")) {
            return null;
        }
        if (UNMODIFIABLE.stream().anyMatch(name::startsWith)) {
            return unmodifiable(type);
        }
        if (EnumSet.class.isAssignableFrom(type)) {
            return EnumSet.class;
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return Map.Entry.class;
        }
        // A part of a list is a list that can be changed.
        return name.contains("SubList") ? AbstractList.class : null;
    }

    private static @Nullable Class<?> unmodifiable(Class<?> type) {
        if (SortedSet.class.isAssignableFrom(type)) {
            return SortedSet.class;
        }
        if (SortedMap.class.isAssignableFrom(type)) {
            return SortedMap.class;
        }
        return Stream.<Class<?>>of(List.class, Set.class, Map.class, Map.Entry.class)
                .filter(known -> known.isAssignableFrom(type))
                .findFirst()
                .orElse(null);
    }

    static @Nullable BuiltIn<?> named(String name) {
        return BY_NAME.get(name);
    }
}
