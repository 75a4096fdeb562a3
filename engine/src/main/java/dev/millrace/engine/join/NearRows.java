package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one side of a join near in time keeps for the other, in slices of time. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A row is written at the end of the log of its slice and in front of the chain of its id there: two cache lines. What is
 * near a time is in the few slices that have part in that stretch, each of which has an index of its own ({@link NewestRows});
 * the chains are walked whole, and put in order if their rows came out of order. When no row of a slice can meet anything any
 * more it goes whole, without a look at its rows.
 */
final class NearRows {

    private final ChainedRows rows = new ChainedRows();

    /** Of a slice; 0 if one has all of time. */
    private final long sliceMillis;

    private NearSlice[] slices = new NearSlice[8];
    private int sliceCount;
    private int nextNumber;

    /** Where slices were found last: of rows that came, and of what was looked for. */
    private int pushedAt;

    private int lookedAt;

    /** Whether they have been captured, so that changes are of interest. */
    private boolean isCaptured;

    private int[] found = new int[16];
    private int foundCount;

    /** For sorting. */
    private int[] merged = new int[0];

    /**
     * Makes one without rows.
     *
     * @param sliceMillis length of a slice; 0 if one has all of time
     */
    NearRows(long sliceMillis) {
        this.sliceMillis = sliceMillis;
    }

    /** Adds a row, and returns its number. */
    int push(int id, long time, long origin, Object value, boolean isFlagged, KeyTable keys) {
        return sliceOf(time).push(id, time, origin, value, isFlagged, keys);
    }

    private NearSlice sliceOf(long time) {
        pushedAt = indexOf(time, pushedAt);
        if (pushedAt == sliceCount || !slices[pushedAt].contains(time)) {
            addSlice(pushedAt, time);
        }
        return slices[pushedAt];
    }

    /** Index of the first slice that ends at a time or later. */
    private int indexOf(long time, int guess) {
        if (guess < sliceCount && slices[guess].last >= time && (guess == 0 || slices[guess - 1].last < time)) {
            return guess;
        }
        int low = 0;
        int high = sliceCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slices[middle].last < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void addSlice(int index, long time) {
        if (sliceCount == slices.length) {
            slices = Arrays.copyOf(slices, sliceCount * 2);
        }
        System.arraycopy(slices, index, slices, index + 1, sliceCount - index);
        sliceCount++;
        long first = Long.MIN_VALUE;
        long last = Long.MAX_VALUE;
        if (sliceMillis > 0) {
            long offset = Math.floorMod(time, sliceMillis);
            first = time - offset > time ? Long.MIN_VALUE : time - offset;
            last = Reach.plus(time, sliceMillis - 1 - offset);
        }
        @Nullable NearSlice before = index == 0 ? null : slices[index - 1];
        slices[index] = new NearSlice(nextNumber++, first, last, rows, before, isCaptured);
    }

    /**
     * Finds the rows of an id in a stretch of time, in the order of time and origin, equal ones in the order of arrival.
     *
     * @param first time
     * @param last time
     * @return how many there are
     */
    int find(int id, long first, long last) {
        foundCount = 0;
        lookedAt = indexOf(first, lookedAt);
        for (int index = lookedAt; index < sliceCount && slices[index].first <= last; index++) {
            int row = slices[index].newest(id);
            if (row != ChainedRows.NONE) {
                collect(row, first, last);
            }
        }
        return foundCount;
    }

    /** As if this row had been found, and no other. */
    int findOnly(int row) {
        found[0] = row;
        foundCount = 1;
        return foundCount;
    }

    private void collect(int newest, long first, long last) {
        int from = foundCount;
        boolean isInOrder = true;
        long laterTime = Long.MAX_VALUE;
        long laterOrigin = Long.MAX_VALUE;
        for (int row = newest; row != ChainedRows.NONE; ) {
            long[] cells = rows.cells(row);
            int at = ChainedRows.at(row);
            long time = cells[at + ChainedRows.TIME];
            if (time >= first && time <= last) {
                long origin = cells[at + ChainedRows.ORIGIN];
                isInOrder &= time < laterTime || time == laterTime && origin <= laterOrigin;
                laterTime = time;
                laterOrigin = origin;
                if (foundCount == found.length) {
                    found = Arrays.copyOf(found, foundCount * 2);
                }
                found[foundCount++] = row;
            }
            row = ChainedRows.next(cells[at + ChainedRows.LINK]);
        }
        turn(from);
        if (!isInOrder) {
            sort(from);
        }
    }

    private void turn(int from) {
        for (int low = from, high = foundCount - 1; low < high; low++, high--) {
            int row = found[low];
            found[low] = found[high];
            found[high] = row;
        }
    }

    /** Natural merge sort (Knuth, TAOCP 3, 5.2.4, algorithm N): few runs, as rows come nearly in order. */
    private void sort(int from) {
        if (merged.length < found.length) {
            merged = new int[found.length];
        }
        int runs;
        do {
            runs = 0;
            for (int start = from; start < foundCount; runs++) {
                int middle = endOfRun(start);
                int end = middle == foundCount ? middle : endOfRun(middle);
                merge(start, middle, end);
                start = end;
            }
            int[] sorted = merged;
            merged = found;
            found = sorted;
            // What lies before is in order, and is still wanted.
            System.arraycopy(merged, 0, found, 0, from);
        } while (runs > 1);
    }

    private int endOfRun(int start) {
        int end = start + 1;
        while (end < foundCount && !rows.isAfter(found[end - 1], found[end])) {
            end++;
        }
        return end;
    }

    private void merge(int start, int middle, int end) {
        int one = start;
        int other = middle;
        for (int to = start; to < end; to++) {
            boolean isOther = one == middle || other < end && rows.isAfter(found[one], found[other]);
            merged[to] = isOther ? found[other++] : found[one++];
        }
    }

    /** One of the rows that were found. */
    int found(int index) {
        return found[index];
    }

    /** The rows. */
    ChainedRows rows() {
        return rows;
    }

    /** Flags a row, if it is not. */
    void flag(int row) {
        slices[indexOf(rows.time(row), lookedAt)].flag(row);
    }

    /** The last millisecond of the first slice; there must be one. */
    long lastOfFirst() {
        return slices[0].last;
    }

    boolean isEmpty() {
        return sliceCount == 0;
    }

    /**
     * Lets go of the first slice, some ids at a time.
     *
     * @return how many rows have gone; 0 if there is more to do
     */
    @SuppressWarnings("NullAway") // nobody asks for a slice beyond their number
    long releaseFirst(KeyTable keys) {
        NearSlice slice = slices[0];
        if (!slice.release(keys)) {
            return 0;
        }
        sliceCount--;
        System.arraycopy(slices, 1, slices, 0, sliceCount);
        slices[sliceCount] = null;
        pushedAt = Math.max(0, pushedAt - 1);
        lookedAt = Math.max(0, lookedAt - 1);
        return slice.size();
    }

    /** Writes a list with an entry for each id of each slice. */
    void capture(String list, KeyTable keys, StateWriter out) {
        isCaptured = true;
        out.rows(
                list,
                IntStream.range(0, sliceCount)
                        .map(index -> slices[index].number)
                        .toArray());
        for (int index = 0; index < sliceCount; index++) {
            slices[index].capture(keys, out);
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        rows.weigh(footprint);
        footprint.references(slices);
        for (int index = 0; index < sliceCount; index++) {
            slices[index].weigh(footprint);
        }
        footprint.ints(found);
        footprint.ints(merged);
    }
}
