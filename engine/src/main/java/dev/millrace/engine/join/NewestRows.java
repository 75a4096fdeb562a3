package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * By id, a row: the first of its chain. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Ids are divided into pages. In a page of which many ids have rows, each id has a place of its own: one read, and no comparison.
 * A page of which few have is a table with open addressing and linear probing (Knuth, TAOCP 3, 6.4, algorithm L), hashed by the
 * golden ratio, at most half full, a slot being a word with id and row. It becomes a page of the other kind when its table would
 * take as much memory, so an id takes 32 bytes at most, however few have rows and however many ids there are elsewhere.
 */
final class NewestRows {

    /** A page of which so many ids have rows has a place for each. */
    private static final int DENSE_MIN = KeyTable.PAGE_IDS / 8;

    private static final int GOLDEN = 0x9E3779B9;
    private static final int SLOTS_MIN = 8;

    /** A table without ids. Never written. */
    private static final long[] EMPTY = new long[SLOTS_MIN];

    private static final int[] NOT_DENSE = new int[0];
    private static final int[] NO_COUNTS = new int[0];

    /** By page of ids: rows by id, plus one, 0 for none; {@link #NOT_DENSE} if it is a table. */
    private int[][] dense;

    /** By page of ids: slots, id plus one and row; empty if it is not a table. */
    private long[][] tables;

    /** By page of ids: how many have rows. */
    private int[] counts;

    /** By page of ids: how many will have rows, as is guessed. */
    private final int[] expected;

    /**
     * Makes an empty one.
     *
     * @param alike how many ids it will have where is guessed by another; null if there is none
     */
    NewestRows(@Nullable NewestRows alike) {
        expected = alike == null ? NO_COUNTS : alike.counts.clone();
        dense = new int[expected.length][];
        tables = new long[expected.length][];
        counts = new int[expected.length];
        Arrays.fill(dense, NOT_DENSE);
        Arrays.fill(tables, EMPTY);
    }

    private static int home(int id, long[] slots) {
        return id * GOLDEN >>> Integer.numberOfLeadingZeros(slots.length) + 1;
    }

    /** The row of an id, or {@link ChainedRows#NONE}. */
    int find(int id) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (page >= dense.length) {
            return ChainedRows.NONE;
        }
        int[] rows = dense[page];
        if (rows != NOT_DENSE) {
            return rows[id & KeyTable.PAGE_MASK] - 1;
        }
        long[] slots = tables[page];
        long slot = slots[place(id, slots)];
        return slot == 0 ? ChainedRows.NONE : (int) slot;
    }

    /**
     * Finds rows of several ids.
     *
     * @param ids of which those from one index on are looked for
     * @param from that index
     * @param count of ids
     * @param numbers takes which of them have a row, from 0 on
     * @param found takes those rows
     * @return how many these are
     */
    int findAll(int[] ids, int from, int count, int[] numbers, int[] found) {
        int size = 0;
        for (int number = 0; number < count; number++) {
            int row = find(ids[from + number]);
            numbers[size] = number;
            found[size] = row;
            // A sum, as nobody could guess which of them have one.
            size += row == ChainedRows.NONE ? 0 : 1;
        }
        return size;
    }

    /** Where an id is or would be. */
    private static int place(int id, long[] slots) {
        int mask = slots.length - 1;
        int at = home(id, slots);
        while (slots[at] != 0 && (int) (slots[at] >>> Integer.SIZE) != id + 1) {
            at = at + 1 & mask;
        }
        return at;
    }

    /**
     * Gives an id another row.
     *
     * @return the one before, or {@link ChainedRows#NONE}
     */
    int put(int id, int row) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (page >= dense.length) {
            addPages(page);
        }
        if (dense[page] == NOT_DENSE) {
            long[] slots = tables[page];
            if (slots != EMPTY && counts[page] * 2 < slots.length) {
                return putInTable(page, slots, id, row);
            }
            grow(page);
            if (dense[page] == NOT_DENSE) {
                return putInTable(page, tables[page], id, row);
            }
        }
        int[] rows = dense[page];
        int before = rows[id & KeyTable.PAGE_MASK] - 1;
        rows[id & KeyTable.PAGE_MASK] = row + 1;
        // The sign of what was before is set if that was nothing.
        counts[page] += before >>> Integer.SIZE - 1;
        return before;
    }

    private int putInTable(int page, long[] slots, int id, int row) {
        int at = place(id, slots);
        long before = slots[at];
        slots[at] = (long) (id + 1) << Integer.SIZE | row;
        if (before == 0) {
            counts[page]++;
            return ChainedRows.NONE;
        }
        return (int) before;
    }

    private void addPages(int page) {
        int before = dense.length;
        int pages = Math.max(page + 1, before + before / 2);
        dense = Arrays.copyOf(dense, pages);
        tables = Arrays.copyOf(tables, pages);
        counts = Arrays.copyOf(counts, pages);
        Arrays.fill(dense, before, pages, NOT_DENSE);
        Arrays.fill(tables, before, pages, EMPTY);
    }

    private void grow(int page) {
        long[] before = tables[page];
        int ids = Math.max(counts[page], page < expected.length ? expected[page] : 0);
        if (ids >= DENSE_MIN) {
            int[] rows = new int[KeyTable.PAGE_IDS];
            for (long slot : before) {
                if (slot != 0) {
                    rows[(int) (slot >>> Integer.SIZE) - 1 & KeyTable.PAGE_MASK] = (int) slot + 1;
                }
            }
            dense[page] = rows;
            tables[page] = EMPTY;
            return;
        }
        long[] slots = new long[Math.max(SLOTS_MIN, 4 * Integer.highestOneBit(ids))];
        for (long slot : before) {
            if (slot != 0) {
                slots[place((int) (slot >>> Integer.SIZE) - 1, slots)] = slot;
            }
        }
        tables[page] = slots;
    }

    /** How many pages of ids it has. */
    int pages() {
        return dense.length;
    }

    /** Lets go of the ids of a page; its rows are not found any more. */
    void release(int page, KeyTable keys) {
        int[] rows = dense[page];
        if (rows != NOT_DENSE) {
            for (int place = 0; place < rows.length; place++) {
                // What is not 0 is greater: 1 for each id that has a row.
                rows[place] = -rows[place] >>> Integer.SIZE - 1;
            }
            keys.releaseAll(page, rows);
            dense[page] = NOT_DENSE;
        }
        for (long slot : tables[page]) {
            if (slot != 0) {
                keys.release((int) (slot >>> Integer.SIZE) - 1);
            }
        }
        tables[page] = EMPTY;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(dense);
        footprint.references(tables);
        for (int page = 0; page < dense.length; page++) {
            footprint.ints(dense[page]);
            if (tables[page] != EMPTY) {
                footprint.longs(tables[page]);
            }
        }
        footprint.ints(counts);
        footprint.ints(expected);
    }
}
