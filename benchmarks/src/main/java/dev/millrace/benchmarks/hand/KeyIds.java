package dev.millrace.benchmarks.hand;

/** Finds a key once and gives it a dense id from then on: an open-addressing table of the joins. Frozen. */
final class KeyIds {

    private static final int SLOTS_MIN_LOG = 10;

    /** Key and id + 1 of each slot; 0 where it is unused. At most half full. */
    private long[] slots = new long[2 << SLOTS_MIN_LOG];

    private int shift = Long.SIZE - SLOTS_MIN_LOG;
    private int size;

    /** How many keys have ids; they are below that. */
    int size() {
        return size;
    }

    /** The id of a key, or -1 if it has none. */
    int find(long key) {
        long[] cells = slots;
        int at = home(key);
        while (cells[at + 1] != 0 && cells[at] != key) {
            at = at + 2 == cells.length ? 0 : at + 2;
        }
        return (int) cells[at + 1] - 1;
    }

    /** The id of a key, which it gets if it has none. */
    int idOf(long key) {
        int id = find(key);
        return id < 0 ? insert(key) : id;
    }

    private int insert(long key) {
        if ((size + 1) * 4 > slots.length) {
            grow();
        }
        put(key, ++size);
        return size - 1;
    }

    private void put(long key, long idPlusOne) {
        int at = home(key);
        while (slots[at + 1] != 0) {
            at = at + 2 == slots.length ? 0 : at + 2;
        }
        slots[at] = key;
        slots[at + 1] = idPlusOne;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[before.length * 2];
        shift--;
        for (int from = 0; from < before.length; from += 2) {
            if (before[from + 1] != 0) {
                put(before[from], before[from + 1]);
            }
        }
    }

    private int home(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> shift) * 2;
    }
}
