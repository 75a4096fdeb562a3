package dev.millrace.engine.state;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * At most one deadline for each id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A hierarchical timing wheel (Varghese and Lauck, SOSP 1987): eleven wheels of 64 slots, each slot of one as wide as
 * a whole turn of the one below, which covers all of time at a resolution of a millisecond. An entry lies in the wheel of
 * the highest digit (base 64) in which its deadline differs from now, and moves down as time comes near. Slots are doubly
 * linked lists through arrays by id, so filing, refiling and cancelling are a few stores and nothing is allocated. A word
 * for each wheel tells which slots are occupied, so a jump over years costs no more than a step.
 *
 * <p>Deadlines are compared as unsigned after their sign bit is flipped: event time may lie before 1970.
 *
 * <p>Invariants: every filed deadline is after {@code now}; within a wheel, all occupied slots are ahead of the digit of
 * {@code now}.
 */
public final class TimerWheel {

    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int WHEELS = 11;
    private static final int NONE = -1;

    private final int[] heads = new int[WHEELS * SLOTS];
    private final long[] occupied = new long[WHEELS];

    /** By id: slot plus one, 0 if it is not filed. */
    private int[] slots = new int[16];

    private int[] next = new int[16];
    private int[] previous = new int[16];
    private long[] deadlines = new long[16];

    /** Flipped. */
    private long now;

    private int size;

    /** Makes one at the beginning of time. */
    public TimerWheel() {
        Arrays.fill(heads, NONE);
    }

    private static long flip(long millis) {
        return millis ^ Long.MIN_VALUE;
    }

    /** Whether an id has a deadline. */
    public boolean isFiled(int id) {
        return id < slots.length && slots[id] != 0;
    }

    /** The deadline of an id that has one. */
    public long deadline(int id) {
        assert isFiled(id) : "id " + id + " has no deadline";
        return flip(deadlines[id]);
    }

    /**
     * Files a deadline, in place of the one before. One that has passed is due at the next {@link #advance}.
     *
     * @param id any
     * @param deadlineMillis when it is due
     */
    public void file(int id, long deadlineMillis) {
        if (id >= slots.length) {
            grow(id);
        }
        if (slots[id] != 0) {
            unlink(id);
        }
        long deadline = flip(deadlineMillis);
        // A wheel has no slot for the present; the next millisecond is the first that can still come.
        deadlines[id] = Long.compareUnsigned(deadline, now) <= 0 ? now + 1 : deadline;
        link(id);
    }

    /** Removes the deadline of an id, if it has one. */
    public void cancel(int id) {
        if (isFiled(id)) {
            unlink(id);
        }
    }

    /**
     * Moves time on.
     *
     * @param nowMillis the new time; if it is earlier than before nothing happens
     * @param due takes the ids whose deadline is at or before it, by deadline; may file again, but only later than that
     */
    public void advance(long nowMillis, IntConsumer due) {
        long target = flip(nowMillis);
        while (size > 0) {
            int wheel = Long.numberOfTrailingZeros(lowestOccupied());
            int slot = Long.numberOfTrailingZeros(occupied[wheel]);
            long start = slotStart(wheel, slot);
            if (Long.compareUnsigned(start, target) > 0) {
                break;
            }
            now = start;
            empty(wheel * SLOTS + slot, due);
        }
        if (Long.compareUnsigned(target, now) > 0) {
            // What is left starts later, so it differs from the new time in the same digit as from the old one.
            now = target;
        }
    }

    /** A bit for each wheel that has entries. */
    private long lowestOccupied() {
        long bits = 0;
        for (int wheel = 0; wheel < WHEELS; wheel++) {
            bits |= occupied[wheel] == 0 ? 0 : 1L << wheel;
        }
        return bits;
    }

    /** First millisecond of a slot: the digits of now above the wheel, the slot, and zeros. */
    private long slotStart(int wheel, int slot) {
        int shift = wheel * BITS;
        long above = shift + BITS >= Long.SIZE ? 0 : now >>> (shift + BITS) << (shift + BITS);
        return above | (long) slot << shift;
    }

    private static int digit(long time, int wheel) {
        return (int) (time >>> (wheel * BITS)) & (SLOTS - 1);
    }

    private void empty(int index, IntConsumer due) {
        int id = heads[index];
        heads[index] = NONE;
        occupied[index / SLOTS] &= ~(1L << index % SLOTS);
        while (id != NONE) {
            int following = next[id];
            slots[id] = 0;
            size--;
            if (Long.compareUnsigned(deadlines[id], now) <= 0) {
                due.accept(id);
            } else {
                link(id);
            }
            id = following;
        }
    }

    private void link(int id) {
        long difference = deadlines[id] ^ now;
        int wheel = (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / BITS;
        int slot = digit(deadlines[id], wheel);
        int index = wheel * SLOTS + slot;
        next[id] = heads[index];
        previous[id] = NONE;
        if (heads[index] != NONE) {
            previous[heads[index]] = id;
        }
        heads[index] = id;
        occupied[wheel] |= 1L << slot;
        slots[id] = index + 1;
        size++;
    }

    private void unlink(int id) {
        int index = slots[id] - 1;
        if (previous[id] == NONE) {
            heads[index] = next[id];
        } else {
            next[previous[id]] = next[id];
        }
        if (next[id] != NONE) {
            previous[next[id]] = previous[id];
        }
        if (heads[index] == NONE) {
            occupied[index / SLOTS] &= ~(1L << index % SLOTS);
        }
        slots[id] = 0;
        size--;
    }

    private void grow(int id) {
        int capacity = Math.max(id + 1, slots.length * 2);
        slots = Arrays.copyOf(slots, capacity);
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
        deadlines = Arrays.copyOf(deadlines, capacity);
    }

    /** Number of deadlines. */
    public int size() {
        return size;
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.ints(heads);
        footprint.longs(occupied);
        footprint.ints(slots);
        footprint.ints(next);
        footprint.ints(previous);
        footprint.longs(deadlines);
    }
}
