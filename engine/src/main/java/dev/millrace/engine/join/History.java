package dev.millrace.engine.join;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The former versions of one row, by time: parallel arrays, sorted, each time once. Versions mostly come in order, so one is
 * mostly appended; one that is out of order moves those after it, which are no more than came within the disorder.
 */
final class History {

    private static final int FIRST_CAPACITY = 4;

    private long[] times = new long[FIRST_CAPACITY];
    private long[] origins = new long[FIRST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];

    /** Index of the oldest. */
    private int start;

    /** Index after the newest. */
    private int end;

    int size() {
        return end - start;
    }

    /** Time of one, counted from the oldest. */
    long time(int place) {
        return times[start + place];
    }

    Object value(int place) {
        Object value = values[start + place];
        assert value != null : "a version has a value, if only that of a deletion";
        return value;
    }

    /**
     * Finds the newest that is not later than a time. Whether it is in the one half or the other is calculated, not branched on, as
     * no processor could guess it.
     *
     * @return its place, or -1 if all are later
     */
    int floor(long time, SearchCost cost) {
        int at = start;
        int probes = 1;
        for (int count = end - start; count > 1; probes++) {
            int half = count >>> 1;
            at = times[at + half] <= time ? at + half : at;
            count -= half;
        }
        cost.probes += probes;
        return start < end && times[at] <= time ? at - start : -1;
    }

    /** What finding versions has cost so far. */
    static final class SearchCost {
        /** Times that were compared with in histories. */
        long probes;
    }

    /**
     * Adds a version; of two with the same time the one with the greater origin stays, the new one if those are equal.
     *
     * @return false if it took the place of another, or another is kept instead
     */
    boolean add(long time, long origin, Object value, SearchCost cost) {
        int at = end == start || times[end - 1] < time ? end : start + floor(time, cost) + 1;
        if (at > start && times[at - 1] == time) {
            if (origin >= origins[at - 1]) {
                origins[at - 1] = origin;
                values[at - 1] = value;
            }
            return false;
        }
        int place = at - start;
        if (end == times.length) {
            makeRoom();
        }
        at = start + place;
        System.arraycopy(times, at, times, at + 1, end - at);
        System.arraycopy(origins, at, origins, at + 1, end - at);
        System.arraycopy(values, at, values, at + 1, end - at);
        times[at] = time;
        origins[at] = origin;
        values[at] = value;
        end++;
        return true;
    }

    /** Moves all to the front if half of the room is there, else doubles it. */
    private void makeRoom() {
        int size = size();
        int capacity = size * 2 > times.length ? times.length * 2 : times.length;
        times = moved(times, new long[capacity]);
        origins = moved(origins, new long[capacity]);
        @Nullable Object[] newValues = new @Nullable Object[capacity];
        System.arraycopy(values, start, newValues, 0, size);
        values = newValues;
        start = 0;
        end = size;
    }

    private long[] moved(long[] from, long[] to) {
        System.arraycopy(from, start, to, 0, size());
        return to;
    }

    /** Origin of one. */
    long origin(int place) {
        return origins[start + place];
    }

    /** Forgets the oldest. */
    void removeOldest(int count) {
        Arrays.fill(values, start, start + count, null);
        start += count;
    }
}
