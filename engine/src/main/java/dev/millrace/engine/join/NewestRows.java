package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * By id, a row: the first of its chain. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Open addressing with linear probing (Knuth, TAOCP 3, 6.4, algorithm L), hashed by the golden ratio, at most half full.
 * A slot is a word, id and row, so an id costs a cache line. Ids are divided into segments by their upper bits, so what few
 * ids have is small however many there are elsewhere, and no more than 65,536 ids move when one grows.
 */
final class NewestRows {

    private static final int SEGMENT_SHIFT = 16;
    private static final int GOLDEN = 0x9E3779B9;
    private static final int SLOTS_MIN = 8;

    /** A segment without ids. Never written. */
    private static final long[] EMPTY = new long[SLOTS_MIN];

    /** By upper bits of the id, slots: id plus one, row. */
    private long[][] segments;

    /** By segment: how many ids it has. */
    private int[] counts;

    /** By segment: how many ids it is made for. */
    private int[] expected;

    /**
     * Makes an empty one.
     *
     * @param alike how many ids it will have where is guessed by another; null if there is none
     */
    NewestRows(@Nullable NewestRows alike) {
        segments = new long[1][];
        counts = new int[1];
        Arrays.fill(segments, EMPTY);
        expected = alike == null ? new int[1] : alike.counts.clone();
    }

    private static int home(int id, long[] slots) {
        return id * GOLDEN >>> Integer.numberOfLeadingZeros(slots.length) + 1;
    }

    /** The row of an id, or {@link ChainedRows#NONE}. */
    int find(int id) {
        int segment = id >>> SEGMENT_SHIFT;
        if (segment >= segments.length) {
            return ChainedRows.NONE;
        }
        long[] slots = segments[segment];
        long slot = slots[place(id, slots)];
        return slot == 0 ? ChainedRows.NONE : (int) slot;
    }

    /** Where an id is or would be. */
    private static int place(int id, long[] slots) {
        int mask = slots.length - 1;
        int at = home(id, slots);
        while (slots[at] != 0 && (int) (slots[at] >>> Integer.SIZE) != id + 1) {
            at = at + 1 & mask;
        }
        return at;
    }

    /**
     * Gives an id another row.
     *
     * @return the one before, or {@link ChainedRows#NONE}
     */
    int put(int id, int row) {
        int segment = id >>> SEGMENT_SHIFT;
        long[] slots = segmentWithRoom(segment);
        int at = place(id, slots);
        long before = slots[at];
        slots[at] = (long) (id + 1) << Integer.SIZE | row;
        if (before == 0) {
            counts[segment]++;
            return ChainedRows.NONE;
        }
        return (int) before;
    }

    private long[] segmentWithRoom(int segment) {
        if (segment >= segments.length) {
            int before = segments.length;
            segments = Arrays.copyOf(segments, segment + 1);
            Arrays.fill(segments, before, segment + 1, EMPTY);
            counts = Arrays.copyOf(counts, segment + 1);
        }
        long[] slots = segments[segment];
        if (slots == EMPTY || counts[segment] * 2 >= slots.length) {
            grow(segment);
        }
        return segments[segment];
    }

    private void grow(int segment) {
        long[] before = segments[segment];
        int ids = Math.max(counts[segment], segment < expected.length ? expected[segment] : 0);
        long[] slots = new long[Math.max(SLOTS_MIN, 4 * Integer.highestOneBit(ids))];
        for (long slot : before) {
            if (slot != 0) {
                slots[place((int) (slot >>> Integer.SIZE) - 1, slots)] = slot;
            }
        }
        segments[segment] = slots;
    }

    /** How many parts it is released in. */
    int parts() {
        return segments.length;
    }

    /** Lets go of the ids of one part. */
    void release(int part, KeyTable keys) {
        for (long slot : segments[part]) {
            if (slot != 0) {
                keys.release((int) (slot >>> Integer.SIZE) - 1);
            }
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(segments);
        for (long[] segment : segments) {
            if (segment != EMPTY) {
                footprint.longs(segment);
            }
        }
        footprint.ints(counts);
        footprint.ints(expected);
    }
}
