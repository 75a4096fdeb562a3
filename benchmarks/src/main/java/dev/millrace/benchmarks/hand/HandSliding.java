package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import java.util.Arrays;

/**
 * Count, sum, average, least and greatest price of each auction in sliding windows, for bids in order of time and sizes
 * that are a multiple of the slide. Frozen.
 *
 * <p>A key is found once and has a dense id from then on. A bid goes into the cells of one slice, as long as the slide. At
 * the end of a slice one pass over all ids gives the results of the window that ends there. Count and sum of the window
 * are kept running: plus the slice that has ended, minus the one that leaves. Least and greatest are two stacks (Tangwongsan,
 * Hirzel, Schneider, VLDB 2015, the simple variant): slices up to the last flip hold, in place, the extremes from
 * themselves to that flip; those after it are folded into one row. When the first part is used up, a flip makes it anew
 * from all slices, a step for each id and slice, so the work for a slide does not depend on the overlap.
 */
final class HandSliding extends BidLoop {

    /** Longs of an id: count, sum, least, greatest. */
    private static final int CELLS = 4;

    private static final int IDS_MIN = 1 << 8;

    private final long slideMillis;
    private final long sizeMillis;
    private final int overlap;
    private final WindowOutput output;

    /** Key and id + 1 of each slot; 0 where it is unused. At most half full. */
    private long[] slots = new long[IDS_MIN * 2 * 2];

    private int shift = Long.SIZE - 9;

    /** By id. */
    private long[] keys = new long[IDS_MIN];

    private int ids;

    /** Cells by id, for slice {@code n} at {@code n % overlap}; empty arrays until they are first used. */
    private final long[][] slices;

    /** Cells by id: count and sum of the whole window, extremes of the slices since the flip. */
    private long[] running = neutral(IDS_MIN);

    /** Cells as they are before any bid. */
    private long[] nothing = neutral(IDS_MIN);

    /** Number of the slice that bids go into, and its cells. */
    private long slice;

    private long[] current = nothing;
    private long sliceEnd = Long.MIN_VALUE;

    /** Number of the first slice after the last flip. */
    private long flip;

    HandSliding(long sizeMillis, long slideMillis, WindowOutput output) {
        this.sizeMillis = sizeMillis;
        this.slideMillis = slideMillis;
        this.overlap = Math.toIntExact(sizeMillis / slideMillis);
        this.output = output;
        this.slices = new long[overlap][0];
    }

    private static long[] neutral(int ids) {
        long[] cells = new long[ids * CELLS];
        for (int at = 0; at < cells.length; at += CELLS) {
            clear(cells, at);
        }
        return cells;
    }

    private static void clear(long[] cells, int at) {
        cells[at] = 0;
        cells[at + 1] = 0;
        cells[at + 2] = Long.MAX_VALUE;
        cells[at + 3] = Long.MIN_VALUE;
    }

    @Override
    void add(long auction, long bidder, long price, long timestamp) {
        if (timestamp >= sliceEnd) {
            advance(timestamp);
        }
        int at = idOf(auction) * CELLS;
        long[] cells = current;
        cells[at]++;
        cells[at + 1] = Math.addExact(cells[at + 1], price);
        if (price < cells[at + 2]) {
            cells[at + 2] = price;
        }
        if (price > cells[at + 3]) {
            cells[at + 3] = price;
        }
    }

    private int idOf(long key) {
        int at = home(key);
        while (true) {
            long id = slots[at + 1];
            if (id == 0) {
                return insert(at, key);
            }
            if (slots[at] == key) {
                return (int) id - 1;
            }
            at = at + 2 == slots.length ? 0 : at + 2;
        }
    }

    private int home(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> shift) * 2;
    }

    private int insert(int at, long key) {
        if (ids == keys.length) {
            grow();
            return idOf(key);
        }
        slots[at] = key;
        slots[at + 1] = 1L + ids;
        keys[ids] = key;
        return ids++;
    }

    private void grow() {
        int capacity = ids * 2;
        keys = Arrays.copyOf(keys, capacity);
        nothing = neutral(capacity);
        running = grown(running);
        for (int i = 0; i < overlap; i++) {
            if (slices[i].length > 0) {
                slices[i] = grown(slices[i]);
            }
        }
        current = cellsOf(slice);
        slots = new long[capacity * 2 * 2];
        shift--;
        for (int id = 0; id < ids; id++) {
            int at = home(keys[id]);
            while (slots[at + 1] != 0) {
                at = at + 2 == slots.length ? 0 : at + 2;
            }
            slots[at] = keys[id];
            slots[at + 1] = 1L + id;
        }
    }

    private long[] grown(long[] cells) {
        long[] grown = nothing.clone();
        System.arraycopy(cells, 0, grown, 0, cells.length);
        return grown;
    }

    /** Ends slices until the time is in the current one. */
    private void advance(long timestamp) {
        long target = Math.floorDiv(timestamp, slideMillis);
        boolean isEmpty = sliceEnd == Long.MIN_VALUE;
        while (!isEmpty && slice < target) {
            isEmpty = endSlice();
        }
        if (isEmpty && slice < target) {
            slice = target;
            flip = target;
        }
        current = cellsOf(slice);
        sliceEnd = (slice + 1) * slideMillis;
    }

    private long[] cellsOf(long number) {
        int index = Math.floorMod(number, overlap);
        if (slices[index].length == 0) {
            slices[index] = nothing.clone();
        }
        return slices[index];
    }

    /** Gives the results of the window that ends with the current slice; true if nothing is left in the next one. */
    private boolean endSlice() {
        long first = slice - overlap + 1;
        long start = (slice + 1) * slideMillis - sizeMillis;
        long[] leaving = slices[Math.floorMod(first, overlap)];
        leaving = leaving.length == 0 ? nothing : leaving;
        boolean isEmpty = pass(cellsOf(slice), leaving, first < flip ? leaving : nothing, start);
        slice++;
        if (first + 1 >= flip) {
            flip(first + 1);
        }
        return isEmpty;
    }

    /** One pass over all ids. Writing to {@link #nothing} does no harm, since it is cleared. */
    private boolean pass(long[] arriving, long[] leaving, long[] front, long start) {
        long[] window = running;
        long left = 0;
        for (int id = 0, at = 0; id < ids; id++, at += CELLS) {
            long count = window[at] + arriving[at];
            if (count != 0) {
                long sum = Math.addExact(window[at + 1], arriving[at + 1]);
                long least = Math.min(window[at + 2], arriving[at + 2]);
                long greatest = Math.max(window[at + 3], arriving[at + 3]);
                output.write(
                        keys[id],
                        start,
                        count,
                        sum,
                        (double) sum / count,
                        Math.min(least, front[at + 2]),
                        Math.max(greatest, front[at + 3]));
                window[at] = count - leaving[at];
                window[at + 1] = sum - leaving[at + 1];
                window[at + 2] = least;
                window[at + 3] = greatest;
                left |= window[at];
                clear(leaving, at);
            }
        }
        return left == 0;
    }

    /** Makes each slice from the given one on hold the extremes from itself to the last one. */
    private void flip(long first) {
        for (long to = slice - 2; to >= first; to--) {
            long[] later = cellsOf(to + 1);
            long[] cells = cellsOf(to);
            for (int id = 0, at = 0; id < ids; id++, at += CELLS) {
                cells[at + 2] = Math.min(cells[at + 2], later[at + 2]);
                cells[at + 3] = Math.max(cells[at + 3], later[at + 3]);
            }
        }
        for (int id = 0, at = 0; id < ids; id++, at += CELLS) {
            running[at + 2] = Long.MAX_VALUE;
            running[at + 3] = Long.MIN_VALUE;
        }
        flip = slice;
    }

    @Override
    Answer end() {
        boolean isEmpty = sliceEnd == Long.MIN_VALUE;
        while (!isEmpty) {
            isEmpty = endSlice();
        }
        return output.end();
    }
}
