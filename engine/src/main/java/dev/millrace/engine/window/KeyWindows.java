package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import java.util.Arrays;

/** For each id a list of windows, in arrays by window. Lists are short. Owned by one thread. */
final class KeyWindows {

    private static final int NONE = -1;

    /** By id: its first window plus one, 0 for none. */
    private int[] heads = new int[16];

    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int[] slots = new int[16];
    private int[] nexts = new int[16];
    private int[] ids = new int[16];
    private boolean[] areEmitted = new boolean[16];

    /** Records that the ledger counts here; a record may lie in several windows. */
    private long[] owned = new long[16];

    private int end;
    private int free = NONE;
    private int size;

    /** Adds a window to an id. */
    int add(int id, long startMillis, long endMillis, int slot) {
        if (id >= heads.length) {
            heads = Arrays.copyOf(heads, Math.max(id + 1, heads.length * 2));
        }
        int window = take();
        starts[window] = startMillis;
        ends[window] = endMillis;
        slots[window] = slot;
        ids[window] = id;
        areEmitted[window] = false;
        owned[window] = 0;
        nexts[window] = heads[id] - 1;
        heads[id] = window + 1;
        size++;
        return window;
    }

    private int take() {
        if (free != NONE) {
            int window = free;
            free = nexts[window];
            return window;
        }
        if (end == starts.length) {
            int capacity = end * 2;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            slots = Arrays.copyOf(slots, capacity);
            nexts = Arrays.copyOf(nexts, capacity);
            ids = Arrays.copyOf(ids, capacity);
            areEmitted = Arrays.copyOf(areEmitted, capacity);
            owned = Arrays.copyOf(owned, capacity);
        }
        return end++;
    }

    /** Removes a window of an id. */
    void remove(int id, int window) {
        int before = NONE;
        for (int one = first(id); one != window; one = nexts[one]) {
            before = one;
        }
        if (before == NONE) {
            heads[id] = nexts[window] + 1;
        } else {
            nexts[before] = nexts[window];
        }
        nexts[window] = free;
        free = window;
        size--;
    }

    /** The first window of an id, or -1. */
    int first(int id) {
        return id < heads.length ? heads[id] - 1 : NONE;
    }

    /** The next window of the same id, or -1. */
    int next(int window) {
        return nexts[window];
    }

    /** A window of an id that overlaps a stretch of time, or -1. */
    int findOverlapping(int id, long startMillis, long endMillis) {
        for (int window = first(id); window >= 0; window = nexts[window]) {
            if (starts[window] < endMillis && startMillis < ends[window]) {
                return window;
            }
        }
        return NONE;
    }

    /** Another window of an id that overlaps this one, or -1. */
    int findOtherOverlapping(int id, int than) {
        for (int window = first(id); window >= 0; window = nexts[window]) {
            if (window != than && starts[window] < ends[than] && starts[than] < ends[window]) {
                return window;
            }
        }
        return NONE;
    }

    /** The window of an id with exactly these ends, or -1. */
    int find(int id, long startMillis, long endMillis) {
        for (int window = first(id); window >= 0; window = nexts[window]) {
            if (starts[window] == startMillis && ends[window] == endMillis) {
                return window;
            }
        }
        return NONE;
    }

    /** Makes a window contain a stretch of time. */
    void extend(int window, long startMillis, long endMillis) {
        starts[window] = Math.min(starts[window], startMillis);
        ends[window] = Math.max(ends[window], endMillis);
    }

    long start(int window) {
        return starts[window];
    }

    long end(int window) {
        return ends[window];
    }

    int slot(int window) {
        return slots[window];
    }

    int id(int window) {
        return ids[window];
    }

    boolean isEmitted(int window) {
        return areEmitted[window];
    }

    void setEmitted(int window, boolean isEmitted) {
        areEmitted[window] = isEmitted;
    }

    /** The ledger counts records here. */
    void own(int window, long records) {
        owned[window] += records;
    }

    /** Records that the ledger has counted here, and from now on does not. */
    long disown(int window) {
        long records = owned[window];
        owned[window] = 0;
        return records;
    }

    /** Number of windows. */
    int size() {
        return size;
    }

    /** Records that the ledger counts in all windows. */
    long owned() {
        long records = 0;
        for (int head : heads) {
            for (int window = head - 1; window >= 0; window = nexts[window]) {
                records += owned[window];
            }
        }
        return records;
    }

    /** Records in the slots of all windows, counted there. */
    long records(Accumulators accumulators) {
        long records = 0;
        for (int head : heads) {
            for (int window = head - 1; window >= 0; window = nexts[window]) {
                records += accumulators.records(slots[window]);
            }
        }
        return records;
    }
}
