package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;

/**
 * The rows of a stretch of time, of all sides, in the order of their arrival; a run of whole slices is a window. A row is in
 * one slice, however many windows overlap there. While the slice is open its rows are chained by id and side, newest first.
 * When it is sealed the chains go elsewhere, but the rows stay here until no window needs them; then all go at once.
 */
final class RowSlice {

    /** Tells slices apart, those that have gone included. */
    final int number;

    final long start;
    final long end;

    /** Whether no window contains it. */
    final boolean isOutside;

    /** Whether its chains have gone; what comes now is chained elsewhere. */
    boolean isSealed;

    private final RowPages pages;
    private final int sides;

    /** By id; told before its chains get rows or go. */
    private final ChangedRows changed;

    private int[] numbers = new int[4];
    private int pageCount;

    /** Places taken in the last page. */
    private int used = RowPages.ROWS;

    /** By page of ids: the newest row by id and side, plus one; 0 for none. Only pages with a used id exist. */
    private int[][] heads = NO_HEADS;

    private static final int[][] NO_HEADS = new int[0][];
    private static final int[] NO_PAGE = new int[0];

    RowSlice(int number, long start, long end, boolean isOutside, RowPages pages, int sides, ChangedRows changed) {
        this.number = number;
        this.changed = changed;
        this.start = start;
        this.end = end;
        this.isOutside = isOutside;
        this.pages = pages;
        this.sides = sides;
    }

    boolean contains(long timestamp) {
        return timestamp >= start && timestamp < end;
    }

    /** Adds all rows of a batch, which lie here, to their chains. */
    void add(Batch batch, int[] ids, int side, KeyTable keys) {
        changed.addAll(ids, batch.size);
        for (int from = 0; from < batch.size; ) {
            RowPages.Page page = pageWithRoom();
            int count = Math.min(batch.size - from, RowPages.ROWS - used);
            System.arraycopy(batch.timestamps, from, page.timestamps, used, count);
            System.arraycopy(batch.origins, from, page.origins, used, count);
            System.arraycopy(batch.values, from, page.values, used, count);
            int row = nextRow();
            for (int i = 0; i < count; i++) {
                page.next[used + i] = push(ids[from + i], side, row + i, keys);
            }
            used += count;
            from += count;
        }
    }

    /** Adds one row to its chain. */
    void add(Batch batch, int at, int id, int side, KeyTable keys) {
        changed.add(id);
        int row = append(batch, at);
        pages.pageOf(row).next[row & RowPages.MASK] = push(id, side, row, keys);
    }

    /** Adds a row to no chain, and returns its number. */
    int append(Batch batch, int at) {
        RowPages.Page page = pageWithRoom();
        int row = nextRow();
        page.set(used, batch, at);
        page.next[used] = 0;
        used++;
        return row;
    }

    /** Number of the row that was added last. */
    int lastRow() {
        return nextRow() - 1;
    }

    private RowPages.Page pageWithRoom() {
        if (used == RowPages.ROWS) {
            if (pageCount == numbers.length) {
                numbers = Arrays.copyOf(numbers, pageCount * 2);
            }
            numbers[pageCount++] = pages.takePage();
            used = 0;
        }
        return pages.page(numbers[pageCount - 1]);
    }

    private int nextRow() {
        return (numbers[pageCount - 1] << RowPages.SHIFT) + used;
    }

    /** Puts a row in front of its chain, and returns what was there, plus one. */
    private int push(int id, int side, int row, KeyTable keys) {
        int[] ofPage = headsOf(id >> KeyTable.PAGE_SHIFT);
        int at = (id & KeyTable.PAGE_MASK) * sides;
        int before = ofPage[at + side];
        // The sign of any - 1 is set if there is none.
        keys.retain(id, any(ofPage, at) - 1 >>> Integer.SIZE - 1);
        ofPage[at + side] = row + 1;
        return before;
    }

    private int[] headsOf(int page) {
        if (page >= heads.length) {
            int before = heads.length;
            heads = Arrays.copyOf(heads, Math.max(page + 1, before + before / 2));
            Arrays.fill(heads, before, heads.length, NO_PAGE);
        }
        if (heads[page] == NO_PAGE) {
            heads[page] = new int[KeyTable.PAGE_IDS * sides];
        }
        return heads[page];
    }

    private boolean isWithout(int[] ofPage, int at) {
        return any(ofPage, at) == 0;
    }

    /** Not 0 if an id has a chain. */
    private int any(int[] ofPage, int at) {
        int any = ofPage[at] | ofPage[at + 1];
        for (int side = 2; side < sides; side++) {
            any |= ofPage[at + side];
        }
        return any;
    }

    /** Whether there may be chains of ids of a page. */
    boolean hasPage(int page) {
        return page < heads.length && heads[page] != NO_PAGE;
    }

    /** One more than the last page of ids of which there may be chains. */
    int pageEnd() {
        return heads.length;
    }

    /** The chains of the ids of a page, for {@link #present}. */
    int[] headsOfPage(int page) {
        return heads[page];
    }

    /** A bit for each side on which an id of a page has a chain. */
    long present(int[] ofPage, int id) {
        int at = (id & KeyTable.PAGE_MASK) * sides;
        // Not 0 is greater than 0, so the sign of its negative is set.
        int ofFirstTwo = -ofPage[at] >>> Integer.SIZE - 1 | -ofPage[at + 1] >>> Integer.SIZE - 1 << 1;
        long present = ofFirstTwo;
        for (int side = 2; side < sides; side++) {
            present |= ofPage[at + side] == 0 ? 0 : 1L << side;
        }
        return present;
    }

    /** Whether an id has rows on one side that have not gone elsewhere. */
    boolean hasChain(int id, int side) {
        int page = id >> KeyTable.PAGE_SHIFT;
        return hasPage(page) && heads[page][(id & KeyTable.PAGE_MASK) * sides + side] != 0;
    }

    /** The newest row of an id on one side, or {@link RowPages#NONE}; it is then forgotten here. */
    int takeChain(int id, int side) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (!hasPage(page)) {
            return RowPages.NONE;
        }
        int at = (id & KeyTable.PAGE_MASK) * sides + side;
        int newest = heads[page][at] - 1;
        if (newest != RowPages.NONE) {
            changed.add(id);
            heads[page][at] = 0;
        }
        return newest;
    }

    /** Writes an entry for each id that has chains. */
    void capture(KeyTable keys, ChainWriter chains, StateWriter out) {
        int idEnd = Math.min(pageEnd() << KeyTable.PAGE_SHIFT, keys.idEnd());
        changed.capture(out, number, idEnd, (id, entries) -> write(id, keys, chains, entries));
    }

    private void write(int id, KeyTable keys, ChainWriter chains, StateWriter out) {
        int page = id >> KeyTable.PAGE_SHIFT;
        int at = (id & KeyTable.PAGE_MASK) * sides;
        if (hasPage(page) && !isWithout(heads[page], at)) {
            out.entry(keys, id);
            for (int side = 0; side < sides; side++) {
                chains.writeFromOldest(side, heads[page][at + side] - 1, out);
            }
        }
    }

    /** No chain is needed any more. */
    void seal() {
        changed.writeAllPending();
        isSealed = true;
        heads = NO_HEADS;
    }

    /** Number of rows. */
    long rows() {
        return pageCount == 0 ? 0 : (pageCount - 1L) * RowPages.ROWS + used;
    }

    /** Lets go of all rows. */
    void close() {
        for (int page = 0; page < pageCount; page++) {
            pages.releasePage(numbers[page], page == pageCount - 1 ? used : RowPages.ROWS);
        }
        pageCount = 0;
        used = RowPages.ROWS;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        changed.weigh(footprint);
        footprint.ints(numbers);
        footprint.references(heads);
        for (int[] page : heads) {
            footprint.ints(page);
        }
    }
}
