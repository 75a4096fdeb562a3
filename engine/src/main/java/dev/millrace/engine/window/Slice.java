package dev.millrace.engine.window;

import static dev.millrace.engine.aggregate.Accumulators.PAGE_MASK;
import static dev.millrace.engine.aggregate.Accumulators.PAGE_SHIFT;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import java.util.Arrays;

/**
 * A stretch of time whose records are aggregated together, for all keys: a run of whole slices is a window. A record
 * belongs to exactly one slice, and the slot of a key follows from its id by arithmetic. Only pages with a used id exist,
 * so a slice that few keys touch is small however many keys there are.
 */
final class Slice {

    final long start;
    final long end;

    /** Whether its final results have been given; it stays for those who are late. */
    boolean isEmitted;

    /** The latest time of a record in it, where somebody keeps that. */
    long latest = Long.MIN_VALUE;

    /** Whether no window contains it. */
    boolean isOutside;

    /** Its number among all slices that there have ever been. */
    int number;

    /** Which ids have something else in it now. */
    ChangedRows changed = new ChangedRows();

    /** What closed it. */
    ClosedBy closedBy = ClosedBy.WATERMARK;

    /** By page of ids: the page of slots, 0 if there is none. Page 0 is that of the trash. */
    private int[] pages = new int[0];

    /** By page of ids: the cells of the page of slots. */
    private long[][] cells = new long[0][];

    private int pagesTaken;

    Slice(long start, long end) {
        this.start = start;
        this.end = end;
    }

    boolean contains(long timestamp) {
        return timestamp >= start && timestamp < end;
    }

    /** Finds the slots of rows that all belong here. */
    void assign(Accumulators accumulators, int[] ids, int rows, int[] slots) {
        int[] slotPages = pages;
        for (int row = 0; row < rows; row++) {
            int id = ids[row];
            int page = id >> PAGE_SHIFT;
            if (page >= slotPages.length || slotPages[page] == 0) {
                addPage(accumulators, page);
                slotPages = pages;
            }
            slots[row] = slotPages[page] << PAGE_SHIFT | id & PAGE_MASK;
        }
    }

    /** The slot of an id. */
    int slot(Accumulators accumulators, int id) {
        int page = id >> PAGE_SHIFT;
        if (page >= pages.length || pages[page] == 0) {
            addPage(accumulators, page);
        }
        return pages[page] << PAGE_SHIFT | id & PAGE_MASK;
    }

    /** The slot of an id if it is in use, else {@link Accumulators#TRASH}. */
    int usedSlot(Accumulators accumulators, int id) {
        int page = id >> PAGE_SHIFT;
        if (page >= pages.length || pages[page] == 0) {
            return Accumulators.TRASH;
        }
        int slot = pages[page] << PAGE_SHIFT | id & PAGE_MASK;
        return accumulators.isUsed(slot) ? slot : Accumulators.TRASH;
    }

    private void addPage(Accumulators accumulators, int page) {
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2));
            cells = Arrays.copyOf(cells, pages.length);
        }
        pages[page] = accumulators.takePage();
        cells[page] = accumulators.pages()[pages[page]];
        pagesTaken++;
    }

    /** Whether every id has a slot here, so that {@link #cellsById} serves in place of {@link #assign}. */
    boolean hasAll(int idEnd) {
        return pagesTaken == (idEnd + Accumulators.PAGE_SLOTS - 1) >> PAGE_SHIFT;
    }

    /** The cells of all ids: an id is its slot in these pages. */
    long[][] cellsById() {
        return cells;
    }

    /** The first used id from the given one on, or -1 if there is none. */
    int nextUsed(Accumulators accumulators, int fromId) {
        int id = fromId;
        while (id >> PAGE_SHIFT < pages.length) {
            int page = pages[id >> PAGE_SHIFT];
            if (page == 0) {
                id = ((id >> PAGE_SHIFT) + 1) << PAGE_SHIFT;
            } else if (accumulators.isUsed(page << PAGE_SHIFT | id & PAGE_MASK)) {
                return id;
            } else {
                id++;
            }
        }
        return -1;
    }

    /** More than any id that has a slot here. */
    int idEnd() {
        return pages.length << PAGE_SHIFT;
    }

    /** Number of records in all slots, counted there. */
    long records(Accumulators accumulators) {
        long records = 0;
        for (int id = nextUsed(accumulators, 0); id >= 0; id = nextUsed(accumulators, id + 1)) {
            records += accumulators.records(slot(accumulators, id));
        }
        return records;
    }

    /** Gives all pages back. */
    void close(Accumulators accumulators) {
        changed.writeAllPending();
        for (int page : pages) {
            if (page != 0) {
                accumulators.releasePage(page);
            }
        }
        pages = new int[0];
        cells = new long[0][];
        pagesTaken = 0;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.ints(pages);
        footprint.references(cells);
        changed.weigh(footprint);
    }
}
