package dev.millrace.engine.aggregate;

import static dev.millrace.engine.state.KeyTable.PAGE_IDS;
import static dev.millrace.engine.state.KeyTable.PAGE_MASK;
import static dev.millrace.engine.state.KeyTable.PAGE_SHIFT;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The accumulators of all keys in one slice, in pages by id. Only pages with a used id exist, so a slice that few keys
 * touch is small however many keys there are. Cell 0 of an id counts its records; 0 means unused.
 */
public final class Accumulators {

    private static final long[] NO_PAGE = new long[0];

    private final Pool pool;
    private final KeyTable keys;
    private long[][] pages = new long[0][];
    private @Nullable Object[][] objectPages = new Object[0][];

    private Accumulators(Pool pool, KeyTable keys) {
        this.pool = pool;
        this.keys = keys;
    }

    /** Makes accumulators for one plan, and keeps the pages of those let go for the next. */
    public static final class Pool {

        /** Pages kept for reuse; more than this many are left to the collector. */
        private static final int PAGES_MAX = 1 << 12;

        private final AggregatePlan plan;
        private final long[] emptyPage;
        private long[][] free = new long[16][];
        private int freeCount;

        /** Makes a pool without pages. */
        public Pool(AggregatePlan plan) {
            this.plan = plan;
            long[] empty = plan.emptyCells();
            emptyPage = new long[PAGE_IDS * empty.length];
            for (int at = 0; at < emptyPage.length; at += empty.length) {
                System.arraycopy(empty, 0, emptyPage, at, empty.length);
            }
        }

        /** Makes accumulators that no id uses. */
        public Accumulators take(KeyTable keys) {
            return new Accumulators(this, keys);
        }

        private long[] takePage() {
            return freeCount > 0 ? free[--freeCount] : emptyPage.clone();
        }

        private void giveBack(long[] page) {
            if (freeCount == PAGES_MAX) {
                return;
            }
            System.arraycopy(emptyPage, 0, page, 0, page.length);
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, freeCount * 2);
            }
            free[freeCount++] = page;
        }
    }

    /** Counts rows in cell 0 of their ids; the first row of an id makes its slice a holder of it. */
    void count(int[] ids, int[] rows, int from, int to) {
        int stride = pool.plan.cellCount();
        for (int i = from; i < to; i++) {
            int id = ids[rows[i]];
            long[] cells = pageToFill(id);
            if (cells[(id & PAGE_MASK) * stride]++ == 0) {
                keys.retain(id);
            }
        }
    }

    /**
     * {@link #count}, and the fold of a column into the next three cells: its sum, least and greatest. The most usual
     * aggregates in one pass, which finds each accumulator once.
     *
     * @throws RecordFailure if a sum overflows; then the rows are not counted
     */
    void countSumMinMax(int[] ids, long[] numbers, Batch batch, int[] rows, int from, int to) throws RecordFailure {
        int stride = pool.plan.cellCount();
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int id = ids[row];
            long[] cells = pageToFill(id);
            int at = (id & PAGE_MASK) * stride;
            long number = numbers[row];
            long before = cells[at + 1];
            long sum = before + number;
            if (((before ^ sum) & (number ^ sum)) < 0) {
                uncount(ids, rows, from, i);
                throw CellKernel.overflow(batch, row);
            }
            cells[at + 1] = sum;
            if (number < cells[at + 2]) {
                cells[at + 2] = number;
            }
            if (number > cells[at + 3]) {
                cells[at + 3] = number;
            }
            if (cells[at]++ == 0) {
                keys.retain(id);
            }
        }
    }

    private long[] pageToFill(int id) {
        int page = id >> PAGE_SHIFT;
        long[] cells = page < pages.length ? pages[page] : NO_PAGE;
        return cells == NO_PAGE ? addPage(page) : cells;
    }

    /** Takes back what {@link #count} did with the same rows. */
    void uncount(int[] ids, int[] rows, int from, int to) {
        for (int i = from; i < to; i++) {
            int id = ids[rows[i]];
            if (--page(id)[cellOffset(id)] == 0) {
                keys.release(id);
            }
        }
    }

    private long[] addPage(int page) {
        if (page >= pages.length) {
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(page + 1, before + before / 2));
            Arrays.fill(pages, before, pages.length, NO_PAGE);
        }
        pages[page] = pool.takePage();
        return pages[page];
    }

    @Nullable
    Object object(int id, int part) {
        int page = id >> PAGE_SHIFT;
        if (page >= objectPages.length || objectPages[page] == null) {
            return null;
        }
        return objectPages[page][(id & PAGE_MASK) * pool.plan.objectCount() + part];
    }

    void setObject(int id, int part, Object accumulator) {
        int page = id >> PAGE_SHIFT;
        int stride = pool.plan.objectCount();
        if (page >= objectPages.length) {
            objectPages = Arrays.copyOf(objectPages, page + 1);
        }
        if (objectPages[page] == null) {
            objectPages[page] = new Object[PAGE_IDS * stride];
        }
        objectPages[page][(id & PAGE_MASK) * stride + part] = accumulator;
    }

    /** Pages of cells; for ids that were counted. */
    long[][] pages() {
        return pages;
    }

    /** The first used id from the given one on, or -1 if there is none. */
    public int nextUsed(int fromId) {
        int stride = pool.plan.cellCount();
        int id = fromId;
        while (id >> PAGE_SHIFT < pages.length) {
            long[] cells = pages[id >> PAGE_SHIFT];
            if (cells == NO_PAGE) {
                id = ((id >> PAGE_SHIFT) + 1) << PAGE_SHIFT;
            } else if (cells[(id & PAGE_MASK) * stride] != 0) {
                return id;
            } else {
                id++;
            }
        }
        return -1;
    }

    /** Number of records in the accumulator of an id. */
    public long records(int id) {
        return pages[id >> PAGE_SHIFT][(id & PAGE_MASK) * pool.plan.cellCount()];
    }

    /** Number of records in all accumulators, counted there. */
    public long records() {
        int stride = pool.plan.cellCount();
        long records = 0;
        for (long[] cells : pages) {
            for (int at = 0; at < cells.length; at += stride) {
                records += cells[at];
            }
        }
        return records;
    }

    /** Index of an id's first cell in its page. */
    int cellOffset(int id) {
        return (id & PAGE_MASK) * pool.plan.cellCount();
    }

    /** The page with an id's cells. */
    long[] page(int id) {
        return pages[id >> PAGE_SHIFT];
    }

    /** Empties the accumulator of an id, and lets go of the id. */
    public void clear(int id) {
        page(id)[cellOffset(id)] = 0;
        keys.release(id);
    }

    /** Gives all pages back; no id may be in use any more. */
    public void close() {
        assert nextUsed(0) < 0 : "an id is in use";
        for (long[] page : pages) {
            if (page != NO_PAGE) {
                pool.giveBack(page);
            }
        }
        pages = new long[0][];
        objectPages = new Object[0][];
    }
}
