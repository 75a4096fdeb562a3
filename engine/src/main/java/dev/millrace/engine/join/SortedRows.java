package dev.millrace.engine.join;

import dev.millrace.engine.join.RowArena.BlocksOfOneClass;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one side by id, those of an id sorted by time and origin; equal ones in order of arrival. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>The rows of an id are a ring in one block of a {@link RowArena}. Rows come nearly in order and leave in order, so most
 * are written at the end and none is moved; one that comes out of order moves those behind it or before it, whichever are
 * fewer. A ring lies in one piece of memory (but for its seam), so the start of an interval is found by binary search. A full
 * ring moves to a block of twice the capacity, one that is an eighth full to a quarter of it, so nothing is allocated or
 * copied once sizes are steady, and neither when a key comes and goes.
 *
 * <p>All methods but {@link #open} are about the id that was opened last: what is known of it is in fields, where a loop over
 * its rows can reach it.
 */
final class SortedRows {

    private static final int META_LONGS = 2;

    /** Smaller blocks are not worth moving. */
    private static final int CLASS_SHRINKABLE_MIN = 5;

    private static final long[] NO_STAMPS = new long[0];
    private static final @Nullable Object[] NO_VALUES = new @Nullable Object[0];
    private static final boolean[] NO_FLAGS = new boolean[0];

    private final RowArena arena;

    /** By id, in pages: block plus one and its class; head and size. */
    private long[][] meta = new long[0][];

    private int id = -1;
    private int sizeClass;
    private int block;
    private int head;
    private int size;

    /** Capacity less one; -1 without a block. */
    private int mask = -1;

    private int base;
    private long[] stamps = NO_STAMPS;
    private @Nullable Object[] values = NO_VALUES;
    private boolean[] flags = NO_FLAGS;

    /** Makes one without rows; with flags or without. */
    SortedRows(boolean isFlagged) {
        arena = new RowArena(isFlagged);
    }

    /** Turns to an id. */
    void open(int nextId) {
        if (nextId == id) {
            return;
        }
        id = nextId;
        if (nextId >> KeyTable.PAGE_SHIFT >= meta.length) {
            grow(nextId);
        }
        long[] page = meta[nextId >> KeyTable.PAGE_SHIFT];
        int at = META_LONGS * (nextId & KeyTable.PAGE_MASK);
        long place = page[at];
        block = (int) (place >>> Integer.SIZE) - 1;
        sizeClass = (int) place;
        head = (int) (page[at + 1] >>> Integer.SIZE);
        size = (int) page[at + 1];
        reach();
    }

    private void grow(int nextId) {
        int before = meta.length;
        meta = Arrays.copyOf(meta, (nextId >> KeyTable.PAGE_SHIFT) + before / 2 + 1);
        for (int page = before; page < meta.length; page++) {
            meta[page] = new long[META_LONGS * KeyTable.PAGE_IDS];
        }
    }

    private void reach() {
        if (block < 0) {
            mask = -1;
            stamps = NO_STAMPS;
            values = NO_VALUES;
            flags = NO_FLAGS;
            return;
        }
        BlocksOfOneClass blocks = arena.blocks(sizeClass);
        mask = (1 << sizeClass) - 1;
        base = blocks.base(block);
        stamps = blocks.stamps(block);
        values = blocks.values(block);
        flags = blocks.flags(block);
    }

    private void note() {
        long[] page = meta[id >> KeyTable.PAGE_SHIFT];
        int at = META_LONGS * (id & KeyTable.PAGE_MASK);
        page[at] = (long) (block + 1) << Integer.SIZE | sizeClass;
        page[at + 1] = (long) head << Integer.SIZE | size;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private int slot(int index) {
        return base + (head + index & mask);
    }

    /** Time of a row, 0 being the earliest. */
    long time(int index) {
        return stamps[RowArena.STAMP_LONGS * slot(index)];
    }

    long origin(int index) {
        return stamps[RowArena.STAMP_LONGS * slot(index) + 1];
    }

    Object value(int index) {
        Object value = values[slot(index)];
        assert value != null : "row " + index + " of " + size;
        return value;
    }

    boolean isFlagged(int index) {
        return flags[slot(index)];
    }

    /** Flags a row. */
    void flag(int index) {
        flags[slot(index)] = true;
    }

    /** Index of the first row at or after a time; the size if there is none. */
    int firstAtOrAfter(long time) {
        // Sides that are apart have nothing for each other, and what is kept is mostly what is needed.
        if (size == 0 || time(size - 1) < time) {
            return size;
        }
        if (time(0) >= time) {
            return 0;
        }
        return search(time, Long.MIN_VALUE);
    }

    /** Index of the first row that is not before a time and origin; the last one is not, the first one is. */
    private int search(long time, long origin) {
        int before = 0;
        int found = size - 1;
        while (found - before > 1) {
            int middle = before + found >>> 1;
            if (isBefore(middle, time, origin)) {
                before = middle;
            } else {
                found = middle;
            }
        }
        return found;
    }

    private boolean isBefore(int index, long time, long origin) {
        long other = time(index);
        return other < time || other == time && origin(index) < origin;
    }

    /**
     * Adds a row in its place.
     *
     * @return its index
     */
    int insert(long time, long origin, Object value, boolean isFlagged) {
        if (size == mask + 1) {
            moveTo(block < 0 ? RowArena.CLASS_MIN : sizeClass + 1);
        }
        int index = placeFor(time, origin);
        if (index < size / 2) {
            head = head - 1 & mask;
            shift(1, 0, index);
        } else if (index < size) {
            shift(index, index + 1, size - index);
        }
        size++;
        int slot = slot(index);
        stamps[RowArena.STAMP_LONGS * slot] = time;
        stamps[RowArena.STAMP_LONGS * slot + 1] = origin;
        values[slot] = value;
        if (flags.length > 0) {
            flags[slot] = isFlagged;
        }
        note();
        return index;
    }

    /** Behind all that are equal. */
    private int placeFor(long time, long origin) {
        // Origins are whole numbers, so the first that is not equal is the first that is not before the next one.
        long next = origin + 1;
        if (size == 0 || origin == Long.MAX_VALUE || isBefore(size - 1, time, next)) {
            return size;
        }
        return isBefore(0, time, next) ? search(time, next) : 0;
    }

    /** Moves rows by one. */
    private void shift(int from, int to, int count) {
        if (count == 0) {
            return;
        }
        int source = slot(from);
        int target = slot(to);
        if (Math.max(source, target) + count <= base + mask + 1) {
            copy(source, target, count);
        } else if (to > from) {
            for (int i = count - 1; i >= 0; i--) {
                copy(slot(from + i), slot(to + i), 1);
            }
        } else {
            for (int i = 0; i < count; i++) {
                copy(slot(from + i), slot(to + i), 1);
            }
        }
    }

    private void copy(int source, int target, int count) {
        copy(source, stamps, values, flags, target, count);
    }

    private void copy(
            int source, long[] toStamps, @Nullable Object[] toValues, boolean[] toFlags, int target, int count) {
        System.arraycopy(
                stamps,
                RowArena.STAMP_LONGS * source,
                toStamps,
                RowArena.STAMP_LONGS * target,
                RowArena.STAMP_LONGS * count);
        System.arraycopy(values, source, toValues, target, count);
        if (flags.length > 0) {
            System.arraycopy(flags, source, toFlags, target, count);
        }
    }

    private void moveTo(int newClass) {
        if (newClass > RowArena.CLASS_MAX) {
            throw new IllegalStateException("one key of a join has " + size
                    + " rows on one side, which is the most that can be kept; bound the join more tightly");
        }
        BlocksOfOneClass blocks = arena.blocks(newClass);
        int newBlock = blocks.take();
        int target = blocks.base(newBlock);
        int untilSeam = Math.min(size, mask + 1 - head);
        if (size > 0) {
            copy(slot(0), blocks.stamps(newBlock), blocks.values(newBlock), blocks.flags(newBlock), target, untilSeam);
            copy(
                    base,
                    blocks.stamps(newBlock),
                    blocks.values(newBlock),
                    blocks.flags(newBlock),
                    target + untilSeam,
                    size - untilSeam);
        }
        leaveBlock();
        block = newBlock;
        sizeClass = newClass;
        head = 0;
        reach();
    }

    private void leaveBlock() {
        if (block >= 0) {
            clear(size);
            arena.blocks(sizeClass).release(block);
            block = -1;
        }
    }

    /** Lets go of the values of the first rows. */
    private void clear(int count) {
        int untilSeam = Math.min(count, mask + 1 - head);
        Arrays.fill(values, base + head, base + head + untilSeam, null);
        Arrays.fill(values, base, base + count - untilSeam, null);
    }

    /** Writes the entry of an id that has rows, each with its flag. That id is open then. */
    void write(KeyTable keys, int of, StateWriter out) {
        open(of);
        if (size > 0) {
            out.entry(keys, of);
        }
        for (int index = 0; index < size; index++) {
            out.writeRow(time(index), origin(index), value(index));
            out.writeBoolean(flags.length > 0 && isFlagged(index));
        }
    }

    /** Removes the earliest rows. */
    void removeFirst(int count) {
        if (count == size) {
            leaveBlock();
            size = 0;
            head = 0;
            reach();
        } else {
            clear(count);
            head = head + count & mask;
            size -= count;
            if (sizeClass >= CLASS_SHRINKABLE_MIN && size <= mask + 1 >> 3) {
                moveTo(sizeClass - 2);
            }
        }
        note();
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(meta);
        footprint.longPages(meta.length, META_LONGS * KeyTable.PAGE_IDS);
        arena.weigh(footprint);
    }
}
