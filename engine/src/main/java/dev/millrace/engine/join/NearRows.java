package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
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
 * near a time is in the few slices that have part in that stretch, each of which has an index of its own ({@link NewestRows}).
 * When no row of a slice can meet anything any more it goes whole, without a look at its rows.
 *
 * <p>What rows of a batch meet is found for some of them together: first where their chains begin, then a step along all
 * chains at a time, without a branch on what is found (after the vectors of MonetDB/X100: Boncz, Zukowski, Nes, CIDR 2005). It is
 * then put in the order of those rows by counting, and of time if it did not come so.
 */
final class NearRows {

    /** So many rows of the other side are worked on together at most. */
    private static final int TOGETHER_MAX = 256;

    /** If more is found for several rows, it is looked for again, for fewer. */
    private static final int FOUND_MAX = 1 << 15;

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

    /** An id that is looked for alone. */
    private final int[] one = new int[1];

    /** For how many rows of the other side something is looked for at once now. */
    private int togetherMax = TOGETHER_MAX;

    /** By number of such a row: its stretch of time, and where what was found for it ends. */
    private final long[] firsts = new long[TOGETHER_MAX];

    private final long[] lasts = new long[TOGETHER_MAX];
    private final int[] ends = new int[TOGETHER_MAX];
    private final int[] places = new int[TOGETHER_MAX];

    /** Chains that are gone along: for whom, and the row at hand. */
    private final int[] walking = new int[TOGETHER_MAX];

    private final int[] walked = new int[TOGETHER_MAX];

    /** What was found, as it was found: for whom, and the row. */
    private int[] foundBy = new int[16];

    private int[] unordered = new int[16];
    private final RowSort sort = new RowSort(rows::isAfter);

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
        one[0] = id;
        firsts[0] = first;
        lasts[0] = last;
        search(one, 0, 1);
        return foundCount;
    }

    /**
     * Finds, for some of the rows of a batch of the other side, the rows of their ids in their stretches of time: for each as
     * {@link #find} does, one behind the other.
     *
     * @param batch of the other side
     * @param ids of its rows
     * @param from the first row
     * @param reach which rows meet
     * @return for how many rows: all, or as many as are worked on together, at least one
     */
    int findEach(Batch batch, int[] ids, int from, Reach reach) {
        int count = stretches(batch, from, reach);
        while (!search(ids, from, count)) {
            count /= 2;
            togetherMax = count;
        }
        if (foundCount < FOUND_MAX / 4) {
            togetherMax = Math.min(TOGETHER_MAX, 2 * togetherMax);
        }
        return count;
    }

    /** How many rows are worked on together: such as are near each other, so that none looks into many slices for the sake of others. */
    private int stretches(Batch batch, int from, Reach reach) {
        int end = Math.min(batch.size, from + togetherMax);
        long time = batch.timestamps[from];
        long apart = Math.max(sliceMillis, Reach.plus(reach.beforeMillis(), reach.afterMillis()));
        long earliest = Reach.minus(time, apart);
        long latest = Reach.plus(time, apart);
        int row = from;
        for (; row < end && batch.timestamps[row] >= earliest && batch.timestamps[row] <= latest; row++) {
            firsts[row - from] = reach.first(batch.side, batch.timestamps[row]);
            lasts[row - from] = reach.last(batch.side, batch.timestamps[row]);
        }
        return row - from;
    }

    /** Finds what is in so many stretches; false if that is too much for several. */
    private boolean search(int[] ids, int from, int count) {
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (int number = 0; number < count; number++) {
            earliest = Math.min(earliest, firsts[number]);
            latest = Math.max(latest, lasts[number]);
            ends[number] = 0;
        }
        foundCount = 0;
        lookedAt = indexOf(earliest, lookedAt);
        int end = lookedAt;
        while (end < sliceCount && slices[end].first <= latest) {
            end++;
        }
        boolean areInOrder = true;
        for (int index = end - 1; index >= lookedAt; index--) {
            areInOrder &= slices[index].isInOrder();
            if (!walk(slices[index].newestOfAll(ids, from, count, walking, walked), count)) {
                return false;
            }
        }
        putInOrder(count, areInOrder);
        return true;
    }

    /** Goes along some chains, a step along all of them at a time; false if too much was found for several rows. */
    private boolean walk(int chains, int count) {
        for (int left = chains; left > 0; ) {
            if (foundCount > FOUND_MAX && count > 1) {
                return false;
            }
            makeRoom(foundCount + left);
            int going = 0;
            for (int chain = 0; chain < left; chain++) {
                int number = walking[chain];
                int row = walked[chain];
                long[] cells = rows.cells(row);
                int at = ChainedRows.at(row);
                long time = cells[at + ChainedRows.TIME];
                int isNear = (time >= firsts[number] ? 1 : 0) & (time <= lasts[number] ? 1 : 0);
                foundBy[foundCount] = number;
                unordered[foundCount] = row;
                foundCount += isNear;
                ends[number] += isNear;
                int next = ChainedRows.next(cells[at + ChainedRows.LINK]);
                walking[going] = number;
                walked[going] = next;
                going += next == ChainedRows.NONE ? 0 : 1;
            }
            left = going;
        }
        return true;
    }

    private void makeRoom(int capacity) {
        if (unordered.length < capacity) {
            unordered = Arrays.copyOf(unordered, 2 * capacity);
            foundBy = Arrays.copyOf(foundBy, 2 * capacity);
        }
    }

    /** By the row they were found for, what was found last being first, as chains begin with their newest row. */
    private void putInOrder(int count, boolean areInOrder) {
        if (found.length < foundCount) {
            found = new int[2 * foundCount];
        }
        int sum = 0;
        for (int number = 0; number < count; number++) {
            sum += ends[number];
            ends[number] = sum;
            places[number] = sum;
        }
        for (int i = 0; i < foundCount; i++) {
            found[--places[foundBy[i]]] = unordered[i];
        }
        for (int number = 0; !areInOrder && number < count; number++) {
            sort.sort(found, places[number], ends[number]);
        }
    }

    /** Index behind the last of the rows found for a row; those for the first one start at 0. */
    int foundEnd(int number) {
        return ends[number];
    }

    /** As if this row had been found, and no other. */
    int findOnly(int row) {
        found[0] = row;
        foundCount = 1;
        return foundCount;
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
        footprint.longPages(2, TOGETHER_MAX);
        footprint.intPages(4, TOGETHER_MAX);
        footprint.ints(foundBy);
        footprint.ints(unordered);
        sort.weigh(footprint);
    }
}
