package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one side of a join near in time, in chains by id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A row is a number: its page and its place there. What is looked at while a chain is searched, time and link, lies side
 * by side with what is needed of those that are found, so a row of a chain costs a cache line, and its value another. A page
 * belongs to whoever took it and goes back whole; it keeps its number and its memory for the next who asks.
 *
 * <pre>
 * cells: | time | origin | next row + 1 (32 bits), id (31), flag (1) | time | origin | ...
 * </pre>
 */
final class ChainedRows {

    /** Rows of a page. */
    static final int PAGE_ROWS = 64;

    /** No row. */
    static final int NONE = -1;

    private static final int SHIFT = 6;
    private static final int MASK = PAGE_ROWS - 1;

    /** Places of the cells of a row behind {@link #at}. */
    static final int TIME = 0;

    static final int ORIGIN = 1;
    static final int LINK = 2;
    private static final int ROW_LONGS = 3;

    /** Empty pages that keep their memory; 2 MB with compressed references. */
    private static final int SPARES_MAX = 1 << 10;

    private static final long[] NO_CELLS = new long[0];
    private static final @Nullable Object[] NO_VALUES = new @Nullable Object[0];

    private long[][] cells = new long[0][];
    private @Nullable Object[][] values = new @Nullable Object[0][];
    private int pageEnd;

    /** Numbers of empty pages; the first ones have memory. */
    private int[] free = new int[16];

    private int freeCount;

    /** Pages that have memory. */
    private int there;

    /** Takes an empty page, and returns its number. */
    int takePage() {
        int number = freeCount > 0 ? free[--freeCount] : pageEnd++;
        if (number == cells.length) {
            int capacity = Math.max(16, number * 2);
            cells = Arrays.copyOf(cells, capacity);
            values = Arrays.copyOf(values, capacity);
            Arrays.fill(cells, number, capacity, NO_CELLS);
            Arrays.fill(values, number, capacity, NO_VALUES);
        }
        if (cells[number] == NO_CELLS) {
            cells[number] = new long[ROW_LONGS * PAGE_ROWS];
            values[number] = new @Nullable Object[PAGE_ROWS];
            there++;
        }
        return number;
    }

    /**
     * Gives a page back.
     *
     * @param number of the page
     * @param used how many places from the first on may hold a row
     */
    void releasePage(int number, int used) {
        if (freeCount < SPARES_MAX) {
            Arrays.fill(values[number], 0, used, null);
        } else {
            cells[number] = NO_CELLS;
            values[number] = NO_VALUES;
            there--;
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = number;
    }

    /** The number of a row of a page. */
    static int row(int page, int place) {
        return (page << SHIFT) + place;
    }

    /**
     * Writes a row.
     *
     * @param next the row behind it in its chain, or {@link #NONE}
     */
    void set(int row, int id, long time, long origin, Object value, boolean isFlagged, int next) {
        long[] ofPage = cells(row);
        int at = at(row);
        ofPage[at + TIME] = time;
        ofPage[at + ORIGIN] = origin;
        ofPage[at + LINK] = (long) (next + 1) << Integer.SIZE | (long) id << 1 | (isFlagged ? 1 : 0);
        values[row >> SHIFT][row & MASK] = value;
    }

    /** The cells of all rows of a row's page, for loops. */
    long[] cells(int row) {
        return cells[row >> SHIFT];
    }

    /** Where the cells of a row start. */
    static int at(int row) {
        return ROW_LONGS * (row & MASK);
    }

    /** The row that a link leads to, or {@link #NONE}. */
    static int next(long link) {
        return (int) (link >>> Integer.SIZE) - 1;
    }

    private long cell(int row, int field) {
        return cells(row)[at(row) + field];
    }

    long time(int row) {
        return cell(row, TIME);
    }

    long origin(int row) {
        return cell(row, ORIGIN);
    }

    /** The next row of its chain, or {@link #NONE}. */
    int next(int row) {
        return next(cell(row, LINK));
    }

    int id(int row) {
        return (int) cell(row, LINK) >>> 1;
    }

    boolean isFlagged(int row) {
        return (cell(row, LINK) & 1) != 0;
    }

    /** Flags a row. */
    void flag(int row) {
        cells(row)[at(row) + LINK] |= 1;
    }

    Object value(int row) {
        Object value = values[row >> SHIFT][row & MASK];
        assert value != null : "row " + row + " is free";
        return value;
    }

    /** Whether a row comes after another in time, or by its origin if time is equal. */
    boolean isAfter(int row, int other) {
        long time = time(row);
        long otherTime = time(other);
        return time > otherTime || time == otherTime && origin(row) > origin(other);
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(cells);
        footprint.references(values);
        footprint.ints(free);
        footprint.longPages(there, ROW_LONGS * PAGE_ROWS);
        footprint.referencePages(there, PAGE_ROWS);
        footprint.objects((long) pageEnd << SHIFT, row -> {
            @Nullable Object[] page = values[(int) row >> SHIFT];
            return page.length == 0 ? null : page[(int) row & MASK];
        });
    }
}
