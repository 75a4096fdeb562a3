package dev.millrace.engine.window;

import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;

/**
 * Puts ids in the order in which the results of one window come: that of their keys, numbers as numbers, objects by their stable
 * hashes. Which id a key has depends on how the input was cut into batches, and on restarts; which key it is does not. Owned by one
 * thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A radix sort, the least significant byte first, which passes over bytes that are the same in all keys: the time for each of
 * a million keys is that of making its result, or less. Objects of equal hashes, of 64 bits, come in no certain order.
 */
final class ResultOrder {

    private static final int RADIX = 1 << Byte.SIZE;

    private int[] ids = new int[16];
    private long[] keys = new long[16];
    private int[] idsBehind = new int[0];
    private long[] keysBehind = new long[0];
    private int size;
    private int next;

    /** Adds an id; {@link #sort} follows. */
    void add(KeyTable table, int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
        }
        // So that negative numbers come first.
        keys[size] = table.key(id) ^ Long.MIN_VALUE;
        ids[size++] = id;
    }

    /** Puts all that were added in order. */
    void sort() {
        next = 0;
        if (idsBehind.length < size) {
            idsBehind = new int[ids.length];
            keysBehind = new long[ids.length];
        }
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            sortBy(shift);
        }
    }

    private void sortBy(int shift) {
        int[] ends = new int[RADIX + 1];
        for (int i = 0; i < size; i++) {
            ends[((int) (keys[i] >>> shift) & RADIX - 1) + 1]++;
        }
        if (size == 0 || ends[((int) (keys[0] >>> shift) & RADIX - 1) + 1] == size) {
            return;
        }
        for (int digit = 0; digit < RADIX; digit++) {
            ends[digit + 1] += ends[digit];
        }
        for (int i = 0; i < size; i++) {
            int to = ends[(int) (keys[i] >>> shift) & RADIX - 1]++;
            keysBehind[to] = keys[i];
            idsBehind[to] = ids[i];
        }
        long[] sortedKeys = keysBehind;
        int[] sortedIds = idsBehind;
        keysBehind = keys;
        idsBehind = ids;
        keys = sortedKeys;
        ids = sortedIds;
    }

    /** The id whose turn it is, or -1 if none is left; from then on others can be added. */
    int current() {
        if (next < size) {
            return ids[next];
        }
        size = 0;
        next = 0;
        return -1;
    }

    /** Whether none is left. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Goes on to the next, and gives it as {@link #current}. */
    int following() {
        next++;
        return current();
    }
}
