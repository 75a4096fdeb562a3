package dev.millrace.engine.process;

import dev.millrace.engine.state.Footprint;
import java.util.Arrays;

/**
 * Timers that are due, in the order of (time, key): a binary heap in arrays. Keys are compared as they are kept, numbers
 * as numbers, others by their stable hash, so the order does not depend on ids. Owned by the task's thread.
 */
final class DueTimers {

    private long[] times = new long[16];
    private long[] keys = new long[16];
    private int[] ids = new int[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int firstId() {
        assert size > 0 : "nothing is due";
        return ids[0];
    }

    long firstTime() {
        assert size > 0 : "nothing is due";
        return times[0];
    }

    void add(long time, long key, int id) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
            ids = Arrays.copyOf(ids, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >> 1;
            if (!isBefore(time, key, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, time, key, id);
    }

    void removeFirst() {
        int last = --size;
        long time = times[last];
        long key = keys[last];
        int id = ids[last];
        int at = 0;
        while (2 * at + 1 < last) {
            int child = 2 * at + 1;
            if (child + 1 < last && isBefore(times[child + 1], keys[child + 1], child)) {
                child++;
            }
            if (!isBefore(times[child], keys[child], time, key)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, time, key, id);
    }

    private boolean isBefore(long time, long key, int place) {
        return isBefore(time, key, times[place], keys[place]);
    }

    private static boolean isBefore(long time, long key, long otherTime, long otherKey) {
        return time != otherTime ? time < otherTime : key < otherKey;
    }

    private void move(int from, int to) {
        set(to, times[from], keys[from], ids[from]);
    }

    private void set(int at, long time, long key, int id) {
        times[at] = time;
        keys[at] = key;
        ids[at] = id;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.longs(times);
        footprint.longs(keys);
        footprint.ints(ids);
    }
}
