package dev.millrace.engine.exchange;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for one producer thread and one consumer thread.
 *
 * <p>Algorithm: FastForward (Giacomoni, Moseley, Vachharajani, PPoPP 2008). A slot is free while it is null, so the two
 * sides share no index: the release write of a slot by one side pairs with the acquire read of the same slot by the
 * other, and that alone orders everything written before.
 *
 * @param <E> type of the elements
 */
final class SpscRing<E> {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    private final @Nullable Object[] slots;
    private final int mask;

    /** Owned by the producer. */
    private int tail;

    // A cache line and its prefetched neighbour between the two owners, so that neither write disturbs the other side.
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    /** Owned by the consumer. */
    private int head;

    SpscRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("the capacity of a ring must be a power of two, got " + capacity);
        }
        slots = new @Nullable Object[capacity];
        mask = capacity - 1;
    }

    /** Adds an element; false if there is no room. Producer only. */
    boolean offer(E element) {
        int slot = tail & mask;
        if (SLOT.getAcquire(slots, slot) != null) {
            return false;
        }
        SLOT.setRelease(slots, slot, element);
        tail++;
        return true;
    }

    /** Takes the oldest element; null if there is none. Consumer only. */
    @SuppressWarnings("unchecked") // only offer() stores elements
    @Nullable
    E poll() {
        int slot = head & mask;
        E element = (E) SLOT.getAcquire(slots, slot);
        if (element == null) {
            return null;
        }
        SLOT.setRelease(slots, slot, null);
        head++;
        return element;
    }

    /** Whether there is nothing to take. Consumer only. */
    boolean isEmpty() {
        return SLOT.getAcquire(slots, head & mask) == null;
    }

    /** Looks at all elements. Exact only while neither side is moving. */
    @SuppressWarnings("unchecked") // only offer() stores elements
    void forEach(Consumer<E> action) {
        for (int slot = 0; slot < slots.length; slot++) {
            E element = (E) SLOT.getAcquire(slots, slot);
            if (element != null) {
                action.accept(element);
            }
        }
    }
}
