package dev.millrace.sketches;

import dev.millrace.api.function.LambdaSignature;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What may be an item of a sketch. */
final class Items {

    /** Of one type by their own order; of different types, which is rare, by the names of those. */
    static final Comparator<Object> ORDER = (a, b) -> a.getClass() == b.getClass()
            ? compare(a, b)
            : a.getClass().getName().compareTo(b.getClass().getName());

    private Items() {}

    @SuppressWarnings("unchecked") // keys are strings, boxed numbers and byte buffers, each comparable with its like
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** A key with equals, hashCode and an order, for an item to be kept. A byte array has none and may change. */
    static Object key(Object item) {
        return item instanceof byte[] bytes ? ByteBuffer.wrap(bytes.clone()) : item;
    }

    /** The item that a key was made of. */
    static Object item(Object key) {
        if (key instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return copy;
        }
        return key;
    }

    /** Refuses null and what no sketch can tell apart. */
    static Object require(@Nullable Object item, String sketch, Serializable function) {
        if (item == null) {
            throw new NullPointerException(
                    describe(sketch, function) + " got null from its function and needs an item of"
                            + " every record; leave such records out with filtering(...), or return an item that stands for"
                            + " nothing");
        }
        if (item instanceof String
                || item instanceof Long
                || item instanceof Integer
                || item instanceof Double
                || item instanceof byte[]
                || item instanceof Float
                || item instanceof Short
                || item instanceof Byte) {
            return item;
        }
        throw new IllegalArgumentException(describe(sketch, function) + " takes strings, numbers and byte arrays, got "
                + item.getClass().getName() + "; return its text or its bytes instead");
    }

    static String describe(String sketch, Serializable function) {
        return sketch + "("
                + LambdaSignature.read(function).map(LambdaSignature::describe).orElse("?") + ")";
    }
}
