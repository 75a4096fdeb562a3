package dev.millrace.api.aggregate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Boxes that the compiler can remove. Thread-safe.
 *
 * <p>A result that is only unboxed by a constructor such as {@code Totals::new} need not exist. But {@link Long#valueOf}
 * gives a new box or one from a cache, and an object that may be one of two is beyond what escape analysis can remove: it
 * is made, for each number of each result. So these boxes are always new, which costs less even where they stay.
 */
final class Boxes {

    /** The constructor of {@link Long}; where a Java has none, boxes have no identity and are no matter. */
    private static final MethodHandle NEW_LONG = newLong();

    private Boxes() {}

    private static MethodHandle newLong() {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            return lookup.findConstructor(Long.class, MethodType.methodType(void.class, long.class));
        } catch (ReflectiveOperationException none) {
            try {
                return lookup.findStatic(Long.class, "valueOf", MethodType.methodType(Long.class, long.class));
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError("Long has no valueOf", impossible);
            }
        }
    }

    /** Boxes; never the same object twice, where objects have identity. */
    static Long of(long number) {
        try {
            return (Long) NEW_LONG.invokeExact(number);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
