package dev.millrace.engine.state;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes an object takes together with what it refers to, in a virtual machine of 64 bits. Looks into fields where it
 * may, into collections of the JDK by some of their elements, and at no more than a few dozen objects. Calls no code of the
 * program.
 *
 * <p>Enum constants, classes and functions weigh nothing: they are there anyway. Fields of classes in modules that are not open to
 * the engine count as references to nothing. Owned by one thread.
 */
final class ObjectSize {

    /** Of a reference in a field or array: compressed up to heaps of 32 GiB. */
    static final int REFERENCE_BYTES = Runtime.getRuntime().maxMemory() < 32L << 30 ? 4 : 8;

    private static final int OBJECT_HEADER = 8 + REFERENCE_BYTES;
    private static final int ARRAY_HEADER = 16;

    /** A deep structure weighs as much as was seen of it. */
    private static final int VISITS_MAX = 64;

    /** Of a collection or an array. */
    private static final int ELEMENTS_MAX = 4;

    /** Of {@link ArrayList} and its likes; they have some room to grow. */
    private static final int LIST = 24 + ARRAY_HEADER;

    /** Of a hash table, its object and its array. */
    private static final int TABLE = 64;

    /** Of an entry of a hash table or a tree, with its place. */
    private static final int NODE = 32 + 2 * REFERENCE_BYTES;

    /** Characters that are looked at to tell whether a string takes one byte for each. */
    private static final int CHARACTERS_MAX = 16;

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What an object has itself, and its fields that refer to others. */
    private record Shape(long bytes, List<Field> references) {

        static Shape of(Class<?> type) {
            long bytes = OBJECT_HEADER;
            List<Field> references = new ArrayList<>();
            for (Class<?> part = type; part != null; part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        bytes += ofField(field.getType());
                        if (!field.getType().isPrimitive() && isOpen(field)) {
                            references.add(field);
                        }
                    }
                }
            }
            return new Shape(aligned(bytes), List.copyOf(references));
        }

        private static boolean isOpen(Field field) {
            try {
                return field.trySetAccessible();
            } catch (SecurityException forbidden) {
                return false;
            }
        }
    }

    static long array(long length, int elementBytes) {
        return aligned(ARRAY_HEADER + length * elementBytes);
    }

    private static long aligned(long bytes) {
        return bytes + 7 & ~7L;
    }

    private static int ofField(Class<?> type) {
        if (type == long.class || type == double.class) {
            return 8;
        }
        if (type == int.class || type == float.class) {
            return 4;
        }
        if (type == short.class || type == char.class) {
            return 2;
        }
        return type.isPrimitive() ? 1 : REFERENCE_BYTES;
    }

    /** Adds up the bytes of an object and of all that it has; 0 of null. */
    long of(@Nullable Object object) {
        seen.clear();
        return measure(object);
    }

    /** How many objects were looked into for the last one. */
    int visited() {
        return seen.size();
    }

    private long measure(@Nullable Object object) {
        if (object == null || isShared(object) || seen.size() == VISITS_MAX || !seen.add(object)) {
            return 0;
        }
        if (object instanceof String text) {
            return ofString(text);
        }
        if (object.getClass().isArray()) {
            return ofArray(object);
        }
        return object.getClass().getName().startsWith("java.util.") ? ofUtility(object) : ofFields(object);
    }

    private long ofUtility(Object object) {
        if (object instanceof Collection<?> elements) {
            return ofCollection(elements);
        }
        if (object instanceof Map<?, ?> map) {
            return TABLE + map.size() * (long) NODE + ofElements(map.entrySet(), map.size());
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return measure(entry.getKey()) + measure(entry.getValue());
        }
        return ofFields(object);
    }

    private static boolean isShared(Object object) {
        return object instanceof Enum
                || object instanceof Class
                || object.getClass().isHidden();
    }

    private static long ofString(String text) {
        boolean isWide = false;
        for (int i = 0; i < Math.min(text.length(), CHARACTERS_MAX); i++) {
            isWide |= text.charAt(i) > 0xFF;
        }
        return aligned(OBJECT_HEADER + REFERENCE_BYTES + 6) + array(text.length(), isWide ? 2 : 1);
    }

    private long ofArray(Object array) {
        Class<?> element = array.getClass().getComponentType();
        int length = java.lang.reflect.Array.getLength(array);
        long bytes = array(length, ofField(element));
        if (element.isPrimitive()) {
            return bytes;
        }
        long looked = 0;
        int looks = Math.min(length, ELEMENTS_MAX);
        for (int i = 0; i < looks; i++) {
            looked += measure(java.lang.reflect.Array.get(array, i));
        }
        return bytes + (looks == 0 ? 0 : looked * length / looks);
    }

    private long ofCollection(Collection<?> elements) {
        int size = elements.size();
        long own = elements instanceof Set
                ? TABLE + size * (long) NODE
                : LIST + size * (long) (REFERENCE_BYTES + REFERENCE_BYTES / 4);
        return own + ofElements(elements, size);
    }

    private long ofElements(Collection<?> elements, int size) {
        long looked = 0;
        int looks = 0;
        try {
            Iterator<?> each = elements.iterator();
            while (looks < ELEMENTS_MAX && seen.size() < VISITS_MAX && each.hasNext()) {
                looked += measure(each.next());
                looks++;
            }
        } catch (RuntimeException changed) {
            // Another thread of the program is at it.
            return 0;
        }
        return looks == 0 ? 0 : looked * size / looks;
    }

    private long ofFields(Object object) {
        Shape shape = SHAPES.get(object.getClass());
        long bytes = shape.bytes();
        for (Field field : shape.references()) {
            try {
                bytes += measure(field.get(object));
            } catch (IllegalAccessException closed) {
                throw new AssertionError("was found to be open", closed);
            }
        }
        return bytes;
    }
}
