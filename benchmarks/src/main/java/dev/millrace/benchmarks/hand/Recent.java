package dev.millrace.benchmarks.hand;

import java.util.Arrays;

/**
 * Recent records by id, of each the timestamp and a price, in order of time: an array for each id, whose first cell says
 * where its records end. For the joins. Frozen.
 */
final class Recent {

    private static final long[] NONE = {1};

    private static final int CELLS_MIN = 1 + 2 * 4;

    private final int tooOldKept;
    private long[][] rows = new long[0][];

    /** Of each id keeps so many of the records that are too old, the newest of them. */
    Recent(int tooOldKept) {
        this.tooOldKept = tooOldKept;
    }

    /** The cells of an id: timestamps at odd places, prices after them. */
    long[] of(int id) {
        return id < rows.length ? rows[id] : NONE;
    }

    /** Where the newest timestamp is; negative if there is none. */
    static int last(long[] cells) {
        return (int) cells[0] - 2;
    }

    /** Where the newest timestamp is that is not after a given one; negative if there is none. */
    static int lastUpTo(long timestamp, long[] cells) {
        int low = 0;
        int high = last(cells) / 2 + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cells[1 + 2 * middle] <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low - 1;
    }

    /** Adds a record, which is not before others of its id; may drop those that are older than the least timestamp. */
    void add(int id, long timestamp, long price, long least) {
        if (id >= rows.length) {
            int length = rows.length;
            rows = Arrays.copyOf(rows, Math.max(1 << 10, id * 2));
            Arrays.fill(rows, length, rows.length, NONE);
        }
        long[] cells = rows[id];
        if (cells[0] == cells.length) {
            cells = withRoom(cells, least);
            rows[id] = cells;
        }
        int at = (int) cells[0];
        cells[at] = timestamp;
        cells[at + 1] = price;
        cells[0] = at + 2;
    }

    /** In place if half of it or more is too old. */
    private long[] withRoom(long[] cells, long least) {
        int from = 1;
        while (from < cells.length && cells[from] < least) {
            from += 2;
        }
        from = Math.max(1, from - 2 * tooOldKept);
        int size = cells.length - from;
        boolean isRoomy = cells.length >= CELLS_MIN && size * 2 < cells.length;
        long[] to = isRoomy ? cells : new long[Math.max(CELLS_MIN, cells.length * 2 - 1)];
        System.arraycopy(cells, from, to, 1, size);
        to[0] = 1 + size;
        return to;
    }
}
