package dev.millrace.engine.join;

import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one side of a join in a stretch of time, in the order of their arrival, chained by id, newest first. */
final class NearSlice {

    /** Pages of ids that are let go at once. */
    private static final int RELEASED_MAX = 64;

    /** Tells slices apart, those that have gone included. */
    final int number;

    /** The first millisecond. */
    final long first;

    /** The last millisecond. */
    final long last;

    private final ChainedRows rows;
    private final NewestRows newest;

    /** By id; told before its rows come, go, or are flagged. */
    private final ChangedRows changed;

    private int[] pages = new int[4];
    private int pageCount;

    /** Places taken in the last page. */
    private int used = ChainedRows.PAGE_ROWS;

    /** Of the row that came last. */
    private long lastTime = Long.MIN_VALUE;

    private long lastOrigin = Long.MIN_VALUE;
    private boolean isInOrder = true;

    /** Pages of ids that have been let go. */
    private int released;

    /** Rows of a chain that is written. */
    private int[] turned = new int[0];

    NearSlice(int number, long first, long last, ChainedRows rows, @Nullable NearSlice before, boolean isCaptured) {
        this.number = number;
        this.first = first;
        this.last = last;
        this.rows = rows;
        newest = new NewestRows(before == null ? null : before.newest);
        changed = new ChangedRows(isCaptured);
    }

    boolean contains(long time) {
        return time >= first && time <= last;
    }

    /** Puts a row in front of its chain, and returns its number. */
    int push(int id, long time, long origin, Object value, boolean isFlagged, KeyTable keys) {
        changed.add(id);
        if (used == ChainedRows.PAGE_ROWS) {
            takePage();
        }
        isInOrder &= time > lastTime || time == lastTime && origin >= lastOrigin;
        lastTime = time;
        lastOrigin = origin;
        int row = ChainedRows.row(pages[pageCount - 1], used++);
        int next = newest.put(id, row);
        // Once, with the first row. The sign of none is set.
        keys.retain(id, next >>> Integer.SIZE - 1);
        rows.set(row, id, time, origin, value, isFlagged, next);
        return row;
    }

    private void takePage() {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount * 2);
        }
        pages[pageCount++] = rows.takePage();
        used = 0;
    }

    /** The newest rows of several ids ({@link NewestRows#findAll}). */
    int newestOfAll(int[] ids, int from, int count, int[] numbers, int[] found) {
        return newest.findAll(ids, from, count, numbers, found);
    }

    /** Whether rows came in the order of time and origin. */
    boolean isInOrder() {
        return isInOrder;
    }

    /** Flags a row. */
    void flag(int row) {
        changed.add(rows.id(row));
        rows.flag(row);
    }

    /** Number of rows. */
    long size() {
        return pageCount == 0 ? 0 : (pageCount - 1L) * ChainedRows.PAGE_ROWS + used;
    }

    /**
     * Lets go of the rows, some ids at a time; they are there until all have gone.
     *
     * @return whether all have gone
     */
    boolean release(KeyTable keys) {
        changed.writeAllPending();
        int end = Math.min(newest.pages(), released + RELEASED_MAX);
        while (released < end) {
            newest.release(released++, keys);
        }
        if (released < newest.pages()) {
            return false;
        }
        for (int page = 0; page < pageCount; page++) {
            rows.releasePage(pages[page], page == pageCount - 1 ? used : ChainedRows.PAGE_ROWS);
        }
        return true;
    }

    /** Writes an entry for each id. */
    void capture(KeyTable keys, StateWriter out) {
        changed.capture(out, number, keys.idEnd(), (id, entries) -> write(id, keys, entries));
    }

    /** From the oldest on, so that those that are equal come back in their order. */
    private void write(int id, KeyTable keys, StateWriter out) {
        int count = 0;
        for (int row = newest.find(id); row != ChainedRows.NONE; row = rows.next(row)) {
            if (count == turned.length) {
                turned = Arrays.copyOf(turned, Math.max(16, count * 2));
            }
            turned[count++] = row;
        }
        if (count > 0) {
            out.entry(keys, id);
        }
        while (count > 0) {
            int row = turned[--count];
            out.writeRow(rows.time(row), rows.origin(row), rows.value(row));
            out.writeBoolean(rows.isFlagged(row));
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        newest.weigh(footprint);
        changed.weigh(footprint);
        footprint.ints(pages);
        footprint.ints(turned);
    }
}
