package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import java.util.Arrays;

/** For each id a list of windows, side by side in arrays by window. Lists are short. Owned by one thread. */
public final class KeyWindows {

    private static final int NONE = -1;

    private static final int START = 0;
    private static final int END = 1;
    private static final int OWNED = 2;
    private static final int LONGS = 4;

    private static final int SLOT = 0;
    private static final int NEXT = 1;
    private static final int ID = 2;
    private static final int EMITTED = 3;
    private static final int INTS = 4;

    /** By id: its first window plus one, 0 for none. */
    private int[] heads = new int[16];

    /** By window: start, end, and the records that the ledger counts there; a record may lie in several windows. */
    private long[] longs = new long[16 * LONGS];

    /** By window: slot, next window of the same id, id, and whether it has been emitted. */
    private int[] ints = new int[16 * INTS];

    private int end;
    private int free = NONE;
    private int size;

    /** Makes an empty one. */
    public KeyWindows() {}

    /**
     * Adds a window to an id.
     *
     * @param slot whatever the caller wants to find again
     */
    public int add(int id, long startMillis, long endMillis, int slot) {
        if (id >= heads.length) {
            heads = Arrays.copyOf(heads, Math.max(id + 1, heads.length * 2));
        }
        int window = take();
        int at = window * LONGS;
        longs[at + START] = startMillis;
        longs[at + END] = endMillis;
        longs[at + OWNED] = 0;
        int intAt = window * INTS;
        ints[intAt + SLOT] = slot;
        ints[intAt + NEXT] = heads[id] - 1;
        ints[intAt + ID] = id;
        ints[intAt + EMITTED] = 0;
        heads[id] = window + 1;
        size++;
        return window;
    }

    private int take() {
        if (free != NONE) {
            int window = free;
            free = next(window);
            return window;
        }
        if (end * INTS == ints.length) {
            longs = Arrays.copyOf(longs, longs.length * 2);
            ints = Arrays.copyOf(ints, ints.length * 2);
        }
        return end++;
    }

    /** Removes a window of an id. */
    public void remove(int id, int window) {
        int before = NONE;
        for (int one = first(id); one != window; one = next(one)) {
            before = one;
        }
        if (before == NONE) {
            heads[id] = next(window) + 1;
        } else {
            ints[before * INTS + NEXT] = next(window);
        }
        ints[window * INTS + NEXT] = free;
        free = window;
        size--;
    }

    /** The first window of an id, or -1. */
    public int first(int id) {
        return id < heads.length ? heads[id] - 1 : NONE;
    }

    /** The next window of the same id, or -1. */
    public int next(int window) {
        return ints[window * INTS + NEXT];
    }

    /** A window of an id that overlaps a stretch of time, or -1. */
    public int findOverlapping(int id, long startMillis, long endMillis) {
        for (int window = first(id); window >= 0; window = next(window)) {
            if (start(window) < endMillis && startMillis < end(window)) {
                return window;
            }
        }
        return NONE;
    }

    /** Another window of an id that overlaps this one, or -1. */
    public int findOtherOverlapping(int id, int than) {
        for (int window = first(id); window >= 0; window = next(window)) {
            if (window != than && start(window) < end(than) && start(than) < end(window)) {
                return window;
            }
        }
        return NONE;
    }

    /** The window of an id with exactly these ends, or -1. */
    int find(int id, long startMillis, long endMillis) {
        for (int window = first(id); window >= 0; window = next(window)) {
            if (start(window) == startMillis && end(window) == endMillis) {
                return window;
            }
        }
        return NONE;
    }

    /** Makes a window contain a stretch of time. */
    public void extend(int window, long startMillis, long endMillis) {
        int at = window * LONGS;
        longs[at + START] = Math.min(longs[at + START], startMillis);
        longs[at + END] = Math.max(longs[at + END], endMillis);
    }

    /** First millisecond of a window. */
    public long start(int window) {
        return longs[window * LONGS + START];
    }

    /** The first millisecond after a window. */
    public long end(int window) {
        return longs[window * LONGS + END];
    }

    int slot(int window) {
        return ints[window * INTS + SLOT];
    }

    /** The id that a window belongs to. */
    public int id(int window) {
        return ints[window * INTS + ID];
    }

    boolean isEmitted(int window) {
        return ints[window * INTS + EMITTED] != 0;
    }

    void setEmitted(int window, boolean isEmitted) {
        ints[window * INTS + EMITTED] = isEmitted ? 1 : 0;
    }

    /** The ledger counts records here. */
    void own(int window, long records) {
        longs[window * LONGS + OWNED] += records;
    }

    /** Records that the ledger has counted here, and from now on does not. */
    long disown(int window) {
        long records = longs[window * LONGS + OWNED];
        longs[window * LONGS + OWNED] = 0;
        return records;
    }

    /** Number of windows. */
    public int size() {
        return size;
    }

    /** Records that the ledger counts in all windows. */
    long owned() {
        long records = 0;
        for (int head : heads) {
            for (int window = head - 1; window >= 0; window = next(window)) {
                records += longs[window * LONGS + OWNED];
            }
        }
        return records;
    }

    /** Records in the slots of all windows, counted there. */
    long records(Accumulators accumulators) {
        long records = 0;
        for (int head : heads) {
            for (int window = head - 1; window >= 0; window = next(window)) {
                records += accumulators.records(slot(window));
            }
        }
        return records;
    }
}
