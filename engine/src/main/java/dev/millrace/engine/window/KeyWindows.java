package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.state.Footprint;
import java.util.Arrays;

/**
 * For each id a list of windows, side by side in arrays by window. Lists are short, and sorted by start and end, whatever order windows
 * came in. Owned by one thread.
 */
public final class KeyWindows {

    private static final int NONE = -1;

    /** Places of a window's longs: a cache line holds two windows. */
    private static final int START = 0;

    private static final int END = 1;

    /** The slot, and below it the next window of the same id. */
    private static final int LINKS = 2;

    /** The id, and below it whether the window has been emitted. */
    private static final int OWNER = 3;

    private static final int LONGS = 4;

    /** In place of the owner of a window that is free: no id is negative. */
    private static final long NOBODY = -1L;

    private static final int HIGH = 32;
    private static final long LOW = 0xFFFF_FFFFL;

    /** By id: its first window plus one, 0 for none. */
    private int[] heads = new int[16];

    /** By window. */
    private long[] longs = new long[16 * LONGS];

    /** By window: the records that the ledger counts there, where a record may lie in several windows. */
    private long[] owned = new long[0];

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
        int before = lastBefore(id, startMillis, endMillis);
        int following = before == NONE ? heads[id] - 1 : next(before);
        int window = take();
        int at = window * LONGS;
        longs[at + START] = startMillis;
        longs[at + END] = endMillis;
        longs[at + LINKS] = (long) slot << HIGH | following & LOW;
        longs[at + OWNER] = (long) id << HIGH;
        if (before == NONE) {
            heads[id] = window + 1;
        } else {
            setNext(before, window);
        }
        size++;
        return window;
    }

    private int lastBefore(int id, long startMillis, long endMillis) {
        int last = NONE;
        for (int window = first(id); window >= 0; window = next(window)) {
            if (start(window) > startMillis || start(window) == startMillis && end(window) > endMillis) {
                break;
            }
            last = window;
        }
        return last;
    }

    /** The window that {@link #add} will give next. */
    public int nextToAdd() {
        return free == NONE ? end : free;
    }

    private int take() {
        if (free != NONE) {
            int window = free;
            free = next(window);
            return window;
        }
        if (end * LONGS == longs.length) {
            longs = Arrays.copyOf(longs, longs.length * 2);
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
            setNext(before, next(window));
        }
        setNext(window, free);
        longs[window * LONGS + OWNER] = NOBODY;
        free = window;
        size--;
    }

    /** The first window of an id, or -1. */
    public int first(int id) {
        return id < heads.length ? heads[id] - 1 : NONE;
    }

    /** The next window of the same id, or -1. */
    public int next(int window) {
        return (int) longs[window * LONGS + LINKS];
    }

    private void setNext(int window, int following) {
        int at = window * LONGS + LINKS;
        longs[at] = longs[at] & ~LOW | following & LOW;
    }

    /** Whether a window is the only one of its id. */
    boolean isAlone(int id, int window) {
        return heads[id] == window + 1 && next(window) == NONE;
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
        return (int) (longs[window * LONGS + LINKS] >>> HIGH);
    }

    /** One more than the last window that there has been. */
    public int windowEnd() {
        return end;
    }

    /** Whether there is such a window, and it has not been removed. */
    public boolean isOpen(int window) {
        return window < end && longs[window * LONGS + OWNER] != NOBODY;
    }

    /** The id that a window belongs to. */
    public int id(int window) {
        return (int) (longs[window * LONGS + OWNER] >>> HIGH);
    }

    boolean isEmitted(int window) {
        return (longs[window * LONGS + OWNER] & LOW) != 0;
    }

    void setEmitted(int window, boolean isEmitted) {
        int at = window * LONGS + OWNER;
        longs[at] = longs[at] & ~LOW | (isEmitted ? 1 : 0);
    }

    /** The ledger counts records here. */
    void own(int window, long records) {
        if (window >= owned.length) {
            owned = Arrays.copyOf(owned, longs.length / LONGS);
        }
        owned[window] += records;
    }

    /** Records that the ledger has counted here, and from now on does not. */
    long disown(int window) {
        long records = ownedBy(window);
        if (records > 0) {
            owned[window] = 0;
        }
        return records;
    }

    /** Records that the ledger counts in a window. */
    long ownedBy(int window) {
        return window < owned.length ? owned[window] : 0;
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
                records += ownedBy(window);
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

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.ints(heads);
        footprint.longs(longs);
        footprint.longs(owned);
    }
}
