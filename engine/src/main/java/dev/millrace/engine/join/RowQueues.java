package dev.millrace.engine.join;

import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;

/**
 * For each id and side a queue of rows in the order of time, oldest first: what open windows need of slices that have been
 * sealed. Links are those of the rows, so a slice's chain joins a queue by one store. Owned by one thread.
 */
final class RowQueues {

    private static final int[] NO_PAGE = new int[0];

    private final RowPages rows;
    private final int sides;

    /** By page of ids: by id and side the first row plus one, 0 for none, and the last plus one, negative if not in order. */
    private int[][] ends = new int[0][];

    /** By id; told before a queue gets or loses rows, or another order. */
    private final ChangedRows changed = new ChangedRows();

    /** By page of ids: how many have rows. */
    private int[] used = new int[0];

    private int size;

    RowQueues(RowPages rows, int sides) {
        this.rows = rows;
        this.sides = sides;
    }

    private int at(int id, int side) {
        return ((id & KeyTable.PAGE_MASK) * sides + side) * 2;
    }

    /** Whether an id has no rows. */
    boolean isEmpty(int id) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (page >= ends.length || used[page] == 0) {
            return true;
        }
        int any = 0;
        for (int side = 0; side < sides; side++) {
            any |= ends[page][at(id, side)];
        }
        return any == 0;
    }

    /** The first row of an id on one side, or {@link RowPages#NONE}. */
    int first(int id, int side) {
        int page = id >> KeyTable.PAGE_SHIFT;
        return page >= ends.length || used[page] == 0 ? RowPages.NONE : ends[page][at(id, side)] - 1;
    }

    /**
     * Adds a row that may be earlier than others there.
     *
     * @return whether the id had no rows
     */
    boolean addLate(int id, int side, int row) {
        int last = last(id, side);
        boolean isInOrder = last == RowPages.NONE || !rows.isAfter(last, row);
        boolean isNew = add(id, side, row, row);
        if (!isInOrder) {
            int at = at(id, side) + 1;
            int[] ofPage = ends[id >> KeyTable.PAGE_SHIFT];
            ofPage[at] = -Math.abs(ofPage[at]);
        }
        return isNew;
    }

    /** The last row of an id on one side, in whatever order, or {@link RowPages#NONE}. */
    private int last(int id, int side) {
        return isEmpty(id) ? RowPages.NONE : Math.abs(ends[id >> KeyTable.PAGE_SHIFT][at(id, side) + 1]) - 1;
    }

    /**
     * Adds a chain that is in order and comes after all that is there.
     *
     * @param first its first row
     * @param last its last row
     * @return whether the id had no rows
     */
    boolean add(int id, int side, int first, int last) {
        changed.add(id);
        int page = id >> KeyTable.PAGE_SHIFT;
        int[] ofPage = page(page);
        boolean isNew = isEmpty(id);
        if (isNew) {
            used[page]++;
            size++;
        }
        int at = at(id, side);
        if (ofPage[at] == 0) {
            ofPage[at] = first + 1;
            ofPage[at + 1] = last + 1;
        } else {
            boolean isInOrder = ofPage[at + 1] > 0;
            rows.setNext(Math.abs(ofPage[at + 1]) - 1, first);
            ofPage[at + 1] = isInOrder ? last + 1 : -(last + 1);
        }
        return isNew;
    }

    private int[] page(int page) {
        if (page >= ends.length) {
            int before = ends.length;
            ends = Arrays.copyOf(ends, Math.max(page + 1, before + before / 2));
            Arrays.fill(ends, before, ends.length, NO_PAGE);
            used = Arrays.copyOf(used, ends.length);
        }
        if (ends[page] == NO_PAGE) {
            ends[page] = new int[KeyTable.PAGE_IDS * sides * 2];
        }
        return ends[page];
    }

    /** Sorts the queues of an id that late rows have brought out of order. */
    void sort(int id) {
        int[] ofPage = ends[id >> KeyTable.PAGE_SHIFT];
        for (int side = 0; side < sides; side++) {
            int at = at(id, side);
            if (ofPage[at + 1] < 0) {
                changed.add(id);
                ofPage[at] = rows.sort(ofPage[at] - 1) + 1;
                ofPage[at + 1] = rows.last() + 1;
            }
        }
    }

    /**
     * Forgets the rows of an id that are before a time. They must be in order.
     *
     * @return whether the id has no rows any more
     */
    boolean evictBefore(int id, long start) {
        int page = id >> KeyTable.PAGE_SHIFT;
        int[] ofPage = ends[page];
        int any = 0;
        for (int side = 0; side < sides; side++) {
            int at = at(id, side);
            int first = ofPage[at] - 1;
            if (first != RowPages.NONE && rows.timestamp(first) < start) {
                changed.add(id);
            }
            while (first != RowPages.NONE && rows.timestamp(first) < start) {
                first = rows.next(first);
            }
            set(ofPage, at, first);
            any |= ofPage[at];
        }
        return any == 0 && drop(page);
    }

    /** Forgets all rows of an id, which has some. */
    void clear(int id) {
        changed.add(id);
        int page = id >> KeyTable.PAGE_SHIFT;
        for (int side = 0; side < sides; side++) {
            set(ends[page], at(id, side), RowPages.NONE);
        }
        drop(page);
    }

    private static void set(int[] ofPage, int at, int first) {
        ofPage[at] = first + 1;
        if (first == RowPages.NONE) {
            ofPage[at + 1] = 0;
        }
    }

    private boolean drop(int page) {
        size--;
        if (--used[page] == 0) {
            ends[page] = NO_PAGE;
        }
        return true;
    }

    /** Whether any id of a page has rows. */
    boolean hasPage(int page) {
        return page < used.length && used[page] > 0;
    }

    /** One more than the last page of ids that may have rows. */
    int pageEnd() {
        return used.length;
    }

    /** Writes an entry for each id that has rows. */
    void capture(KeyTable keys, ChainWriter chains, StateWriter out) {
        changed.capture(out, 0, keys.idEnd(), (id, entries) -> write(id, keys, chains, entries));
    }

    private void write(int id, KeyTable keys, ChainWriter chains, StateWriter out) {
        if (!isEmpty(id)) {
            out.entry(keys, id);
            for (int side = 0; side < sides; side++) {
                chains.write(side, first(id, side), out);
            }
        }
    }

    /** Number of ids that have rows. */
    int size() {
        return size;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(ends);
        for (int[] page : ends) {
            footprint.ints(page);
        }
        footprint.ints(used);
        changed.weigh(footprint);
    }
}
