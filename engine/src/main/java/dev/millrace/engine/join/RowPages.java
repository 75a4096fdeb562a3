package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait for others, as columns in pages, and chains of them. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A row is a number: its page and its place there. A page belongs to whoever took it, and goes back whole; some are kept
 * for the next who asks. A chain is linked through a column, so a row of a chain costs four stores and no object.
 *
 * <p>The rows of sessions are pushed in front of their chain, since that touches no row but the new one. {@link #inOrder} turns a
 * chain around, which is most often all there is to do, and sorts it only if it then is not in order: by natural merge sort on
 * the links (Knuth, TAOCP 3, 5.2.4, algorithm L, with lists kept by size), stable and in place.
 */
final class RowPages {

    /** Shift from a row to its page. */
    static final int SHIFT = 8;

    /** Rows of a page. */
    static final int ROWS = 1 << SHIFT;

    /** Mask from a row to its place in the page. */
    static final int MASK = ROWS - 1;

    /** In place of the end of the last window that had closed before a row came: none had. */
    static final long NEVER = Long.MIN_VALUE;

    /** No row. */
    static final int NONE = -1;

    /** Empty pages that are kept; 2 MB with compressed references. */
    private static final int SPARES_MAX = 256;

    private static final int LISTS = 32;

    /** The columns of some rows. */
    static final class Page {

        final long[] timestamps = new long[ROWS];
        final long[] origins = new long[ROWS];
        final @Nullable Object[] values = new @Nullable Object[ROWS];

        /** By row: the next one of its chain plus one, 0 at the end. */
        final int[] next = new int[ROWS];

        /** By row: where it belongs ({@link SliceOrder#place}); only where rows are brought in order by that. */
        final int[] places;

        /** By row: end of the last window that had closed before it came; null if that is so of none. */
        long @Nullable [] closedEnds;

        Page(int placed) {
            places = new int[placed];
        }

        void set(int place, Batch batch, int row) {
            timestamps[place] = batch.timestamps[row];
            origins[place] = batch.origins[row];
            values[place] = batch.values[row];
        }

        /** Whether a row had come before a window closed. */
        boolean isIn(int place, long windowEnd) {
            return closedEnds == null || closedEnds[place] < windowEnd;
        }

        /** End of the last window that had closed before a row came; {@link #NEVER} if none had. */
        long closedEnd(int place) {
            return closedEnds == null ? NEVER : closedEnds[place];
        }
    }

    /** How many rows of a page say where they belong. */
    private final int placed;

    private Page[] pages = new Page[16];
    private int pageEnd;
    private int[] freePages = new int[16];
    private int freeCount;

    /** Emptied pages without a number. */
    private final Page[] spares = new Page[SPARES_MAX];

    private int spareCount;

    /** Taken pages that know which windows had closed. */
    private int closedEndPages;

    /** For sorting: sorted lists, each about twice as long as the one before. */
    private final int[] lists = new int[LISTS];

    private int last;

    /**
     * Makes one without rows.
     *
     * @param arePlaced whether rows say where they belong
     */
    RowPages(boolean arePlaced) {
        placed = arePlaced ? ROWS : 0;
    }

    /** Takes an empty page, and returns its number. */
    int takePage() {
        int number = freeCount > 0 ? freePages[--freeCount] : pageEnd++;
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, number * 2);
        }
        pages[number] = spareCount > 0 ? spares[--spareCount] : new Page(placed);
        return number;
    }

    /**
     * Gives a page back.
     *
     * @param number of the page
     * @param used how many places from the first on may hold a row
     */
    @SuppressWarnings("NullAway") // nobody asks for a page that is not taken
    void releasePage(int number, int used) {
        Page page = pages[number];
        pages[number] = null;
        closedEndPages -= page.closedEnds == null ? 0 : 1;
        if (spareCount < SPARES_MAX) {
            Arrays.fill(page.values, 0, used, null);
            page.closedEnds = null;
            spares[spareCount++] = page;
        }
        if (freeCount == freePages.length) {
            freePages = Arrays.copyOf(freePages, freeCount * 2);
        }
        freePages[freeCount++] = number;
    }

    /** Number of pages that are taken. */
    int taken() {
        return pageEnd - freeCount;
    }

    /** A page that is taken. */
    Page page(int number) {
        return pages[number];
    }

    /** The page of a row. */
    Page pageOf(int row) {
        return pages[row >> SHIFT];
    }

    @Nullable
    Object value(int row) {
        return pages[row >> SHIFT].values[row & MASK];
    }

    long origin(int row) {
        return pages[row >> SHIFT].origins[row & MASK];
    }

    long timestamp(int row) {
        return pages[row >> SHIFT].timestamps[row & MASK];
    }

    /** The next row of a chain, or {@link #NONE}. */
    int next(int row) {
        return pages[row >> SHIFT].next[row & MASK] - 1;
    }

    void setNext(int row, int next) {
        pages[row >> SHIFT].next[row & MASK] = next + 1;
    }

    /** Makes a chain of rows between two indexes. */
    void chain(int[] rows, int from, int to) {
        for (int index = from + 1; index < to; index++) {
            setNext(rows[index - 1], rows[index]);
        }
        setNext(rows[to - 1], NONE);
    }

    /** Whether a row comes after another in time, or by its origin if time is equal. */
    boolean isAfter(int row, int other) {
        Page page = pageOf(row);
        Page otherPage = pageOf(other);
        int place = row & MASK;
        int otherPlace = other & MASK;
        long difference = Long.compare(page.timestamps[place], otherPage.timestamps[otherPlace]);
        return difference > 0 || difference == 0 && page.origins[place] > otherPage.origins[otherPlace];
    }

    /** Keeps in mind which windows had closed before a row came. */
    void setClosedEnd(int row, long end) {
        Page page = pageOf(row);
        if (page.closedEnds == null) {
            page.closedEnds = new long[ROWS];
            closedEndPages++;
            Arrays.fill(page.closedEnds, NEVER);
        }
        page.closedEnds[row & MASK] = end;
    }

    /**
     * Puts a chain in order whose newest row is its first.
     *
     * @param newest its first row
     * @return the row that is first in order; {@link #last} is then the last
     */
    int inOrder(int newest) {
        int first = NONE;
        boolean isInOrder = true;
        for (int row = newest; row != NONE; ) {
            int older = next(row);
            setNext(row, first);
            isInOrder &= first == NONE || !isAfter(row, first);
            first = row;
            row = older;
        }
        last = newest;
        return isInOrder ? first : sort(first);
    }

    /**
     * Sorts a chain; rows of equal time and origin stay as they are.
     *
     * @param unsorted its first row
     * @return the row that is first in order; {@link #last} is then the last
     */
    int sort(int unsorted) {
        Arrays.fill(lists, NONE);
        for (int rest = unsorted; rest != NONE; ) {
            int run = rest;
            rest = cutRun(run);
            int list = 0;
            for (; lists[list] != NONE; list++) {
                run = merge(lists[list], run);
                lists[list] = NONE;
            }
            lists[list] = run;
        }
        int sorted = NONE;
        for (int earlier : lists) {
            sorted = merge(earlier, sorted);
        }
        last = sorted;
        for (int row = sorted; row != NONE; row = next(row)) {
            last = row;
        }
        return sorted;
    }

    /** Ends a chain where it is not in order any more, and returns the rest. */
    private int cutRun(int first) {
        int row = first;
        int following = next(row);
        while (following != NONE && !isAfter(row, following)) {
            row = following;
            following = next(row);
        }
        setNext(row, NONE);
        return following;
    }

    private int merge(int earlier, int later) {
        if (earlier == NONE || later == NONE) {
            return earlier == NONE ? later : earlier;
        }
        int one = earlier;
        int other = later;
        int first = NONE;
        int end = NONE;
        while (one != NONE && other != NONE) {
            boolean isOther = isAfter(one, other);
            int row = isOther ? other : one;
            other = isOther ? next(other) : other;
            one = isOther ? one : next(one);
            if (end == NONE) {
                first = row;
            } else {
                setNext(end, row);
            }
            end = row;
        }
        setNext(end, one == NONE ? other : one);
        return first;
    }

    /** The last row of the chain that was put in order last. */
    int last() {
        return last;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(pages);
        footprint.references(spares);
        footprint.ints(freePages);
        footprint.ints(lists);
        int there = taken() + spareCount;
        footprint.longPages(2L * there + closedEndPages, ROWS);
        footprint.referencePages(there, ROWS);
        footprint.intPages(there, ROWS);
        footprint.intPages(there, placed);
        footprint.objects((long) pageEnd << SHIFT, row -> {
            Page page = pages[(int) row >> SHIFT];
            return page == null ? null : page.values[(int) row & MASK];
        });
    }
}
