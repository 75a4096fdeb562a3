package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;

/**
 * The rows of a stretch of time, of all sides, in the order of their arrival; a run of whole slices is a window. A row is in
 * one slice, however many windows overlap there, and is written once, at the end. What belongs together is found when the slice
 * is sealed ({@link SliceOrder}). The rows stay until no window needs them; then all go at once.
 */
final class RowSlice {

    /** Tells slices apart, those that have gone included. */
    final int number;

    final long start;
    final long end;

    /** Whether no window contains it. */
    final boolean isOutside;

    /** Whether it has been put in order; what comes now is kept elsewhere as well. */
    boolean isSealed;

    private final RowPages pages;
    private final SliceOrder order;

    /** By row, in the order of arrival. */
    private final ChangedRows changed;

    private int[] numbers = new int[4];
    private int pageCount;

    /** Places taken in the last page. */
    private int used = RowPages.ROWS;

    /** By side: time and origin of the last row. */
    private final long[] lastTimes;

    private final long[] lastOrigins;

    /** Whether no row of a side has come after a later one. */
    private boolean isInOrder = true;

    RowSlice(
            int number,
            long start,
            long end,
            boolean isOutside,
            RowPages pages,
            SliceOrder order,
            ChangedRows changed) {
        this.number = number;
        this.changed = changed;
        this.start = start;
        this.end = end;
        this.isOutside = isOutside;
        this.pages = pages;
        this.order = order;
        lastTimes = new long[order.sides()];
        lastOrigins = new long[order.sides()];
        Arrays.fill(lastTimes, Long.MIN_VALUE);
    }

    boolean contains(long timestamp) {
        return timestamp >= start && timestamp < end;
    }

    /** Adds all rows of a batch, which lie here. */
    void add(Batch batch, int[] ids, int side, KeyTable keys) {
        note(batch, 0, batch.size, side);
        keys.retainAll(ids, batch.size);
        for (int from = 0; from < batch.size; ) {
            RowPages.Page page = pageWithRoom();
            int count = Math.min(batch.size - from, RowPages.ROWS - used);
            System.arraycopy(batch.timestamps, from, page.timestamps, used, count);
            System.arraycopy(batch.origins, from, page.origins, used, count);
            System.arraycopy(batch.values, from, page.values, used, count);
            order.place(ids, from, side, page.places, used, count);
            changed.addNew(size(), count);
            used += count;
            from += count;
        }
    }

    /** Looks whether rows come in order. */
    private void note(Batch batch, int from, int to, int side) {
        long time = lastTimes[side];
        long origin = lastOrigins[side];
        boolean isAfter = isInOrder;
        for (int row = from; isAfter && row < to; row++) {
            isAfter = batch.timestamps[row] > time || batch.timestamps[row] == time && batch.origins[row] >= origin;
            time = batch.timestamps[row];
            origin = batch.origins[row];
        }
        isInOrder = isAfter;
        lastTimes[side] = time;
        lastOrigins[side] = origin;
    }

    /** Adds one row. */
    void add(Batch batch, int at, int id, int side, KeyTable keys) {
        note(batch, at, at + 1, side);
        keys.retain(id);
        changed.addNew(size(), 1);
        int row = append(batch, at);
        pages.pageOf(row).places[row & RowPages.MASK] = order.place(id, side);
    }

    /** Adds a row that is found elsewhere, and returns its number. */
    int append(Batch batch, int at) {
        RowPages.Page page = pageWithRoom();
        int row = row(pageCount - 1) + used;
        page.set(used, batch, at);
        page.next[used] = 0;
        used++;
        return row;
    }

    /** Number of the row that was added last. */
    int lastRow() {
        return row(pageCount - 1) + used - 1;
    }

    private RowPages.Page pageWithRoom() {
        if (used == RowPages.ROWS) {
            if (pageCount == numbers.length) {
                numbers = Arrays.copyOf(numbers, pageCount * 2);
            }
            numbers[pageCount++] = pages.takePage();
            used = 0;
        }
        return page(pageCount - 1);
    }

    /** How many pages its rows have. */
    int pageCount() {
        return pageCount;
    }

    /** One of them. */
    RowPages.Page page(int index) {
        return pages.page(numbers[index]);
    }

    /** Number of the first row of a page. */
    int row(int index) {
        return numbers[index] << RowPages.SHIFT;
    }

    /** How many rows a page has. */
    int used(int index) {
        return index == pageCount - 1 ? used : RowPages.ROWS;
    }

    /** Whether the rows of each side came in the order of time and origin. */
    boolean isInOrder() {
        return isInOrder;
    }

    /** Writes an entry for each row. */
    void capture(KeyTable keys, ChainWriter chains, StateWriter out) {
        changed.capture(out, number, size(), (index, entries) -> write(index, keys, chains, entries));
    }

    private void write(int index, KeyTable keys, ChainWriter chains, StateWriter out) {
        RowPages.Page page = page(index >> RowPages.SHIFT);
        int place = index & RowPages.MASK;
        out.entry(keys, order.id(page.places[place]));
        chains.writeRow(order.side(page.places[place]), page, place, out);
    }

    /** No row comes any more that is to be found here. */
    void seal() {
        changed.writeAllPending();
        isSealed = true;
    }

    private int size() {
        return Math.toIntExact(rows());
    }

    /** Number of rows. */
    long rows() {
        return pageCount == 0 ? 0 : (pageCount - 1L) * RowPages.ROWS + used;
    }

    /** Lets go of all rows. */
    void close() {
        for (int page = 0; page < pageCount; page++) {
            pages.releasePage(numbers[page], used(page));
        }
        pageCount = 0;
        used = RowPages.ROWS;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        changed.weigh(footprint);
        footprint.ints(numbers);
        footprint.longs(lastTimes);
        footprint.longs(lastOrigins);
    }
}
