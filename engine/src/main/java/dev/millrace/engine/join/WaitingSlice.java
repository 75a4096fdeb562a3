package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of {@link WaitingRows} that are near in time, as columns, in the order in which they came. */
final class WaitingSlice {

    private static final int FIRST_CAPACITY = 64;

    long[] times = new long[FIRST_CAPACITY];
    long[] origins = new long[FIRST_CAPACITY];
    int[] ids = new int[FIRST_CAPACITY];

    @Nullable
    Object[] values = new @Nullable Object[FIRST_CAPACITY];

    private int size;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;

    /** The first row that a capture has still to write. */
    int pendingFrom;

    private int pendingEnd;

    int size() {
        return size;
    }

    int capacity() {
        return times.length;
    }

    long earliest() {
        return earliest;
    }

    long latest() {
        return latest;
    }

    void add(int id, long time, long origin, @Nullable Object value) {
        int row = size;
        if (row == times.length) {
            times = Arrays.copyOf(times, row * 2);
            origins = Arrays.copyOf(origins, row * 2);
            ids = Arrays.copyOf(ids, row * 2);
            values = Arrays.copyOf(values, row * 2);
        }
        times[row] = time;
        origins[row] = origin;
        ids[row] = id;
        values[row] = value;
        size = row + 1;
        earliest = Math.min(earliest, time);
        latest = Math.max(latest, time);
    }

    /** Moves rows to another slice, and closes the gaps; none of them may be pending. */
    void moveEarlier(long before, WaitingSlice to) {
        assert !isPending() : "rows are written where they are";
        int rows = size;
        size = 0;
        earliest = Long.MAX_VALUE;
        latest = Long.MIN_VALUE;
        for (int row = 0; row < rows; row++) {
            WaitingSlice target = times[row] < before ? to : this;
            target.add(ids[row], times[row], origins[row], values[row]);
        }
        Arrays.fill(values, size, rows, null);
    }

    /** Lets go of all rows. */
    void clear() {
        Arrays.fill(values, 0, size, null);
        size = 0;
        earliest = Long.MAX_VALUE;
        latest = Long.MIN_VALUE;
        discardPending();
    }

    /** Its rows are to be written. */
    void setPending() {
        pendingFrom = 0;
        pendingEnd = size;
    }

    boolean isPending() {
        return pendingFrom < pendingEnd;
    }

    void discardPending() {
        pendingFrom = 0;
        pendingEnd = 0;
    }

    /** Tells what it keeps in memory, without the values. */
    void weigh(Footprint footprint) {
        footprint.longs(times);
        footprint.longs(origins);
        footprint.ints(ids);
        footprint.references(values);
    }
}
