package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have most of the rows, by a sample. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>The counts are those of Misra and Gries (1982): a key that is counted has a counter; when there are too many, something
 * is subtracted from all, and counters that have nothing left go. Subtracting the median, as Anderson, Bevan, Lang, Liberty,
 * Rhodes and Thaler (2017) do, clears half of them at a time, so that the cost of a row stays constant. What is subtracted in
 * all is at most the number of rows divided by half the number of counters, so a count is too small by a hundredth of the rows
 * at most, and never too large.
 *
 * <p>The first rows are all counted; later one of {@value #STRIDE} on average, which counts for those since the one before.
 * Distances vary by a fixed sequence, since equal ones would see but some of the keys of a stream that has them in turn.
 * Counts are halved now and then, so that they tell of the present.
 *
 * <p>Keys that are objects are told apart by their stable hashes; two with one hash would be taken for one.
 */
public final class FrequentKeys {

    private static final int SLOTS = 256;
    private static final int COUNTERS_MAX = 192;

    private static final int STRIDE = 128;
    private static final long COUNTED_IN_FULL = 1 << 12;
    private static final long ROWS_MAX = 1 << 20;

    private final KeyKind kind;
    private final long[] keys = new long[SLOTS];
    private final @Nullable Object[] objects = new @Nullable Object[SLOTS];

    /** By slot; 0 where it is free. */
    private final long[] counts = new long[SLOTS];

    // For those that move.
    private final long[] leftKeys = new long[COUNTERS_MAX];
    private final long[] leftCounts = new long[COUNTERS_MAX];
    private final @Nullable Object[] leftObjects = new @Nullable Object[COUNTERS_MAX];
    private final long[] sorted = new long[COUNTERS_MAX];

    private int counters;

    /** Rows that the counts stand for. */
    private long rows;

    /** Whether rows are passed over; once it is, it stays so. */
    private boolean isSampling;

    /** How many of the rows to come are passed over before the next one is counted. */
    private int ahead;

    private int sequence = 0x9E3779B9;

    /**
     * Counts as of one task.
     *
     * @param counts the keys that have counters
     * @param rows of all keys
     */
    public record Snapshot(List<Count> counts, long rows) {}

    /**
     * One key.
     *
     * @param key as the user knows it
     * @param rows not more than it had
     */
    public record Count(Object key, long rows) {}

    /**
     * Makes an empty one.
     *
     * @param kind how keys come
     */
    public FrequentKeys(KeyKind kind) {
        this.kind = kind;
    }

    /** Looks at some rows of a batch that has keys. */
    public void sample(Batch batch) {
        int row = ahead;
        while (row < batch.size) {
            int step = isSampling ? nextStep() : 1;
            count(batch, row, step);
            row += step;
        }
        ahead = row - batch.size;
    }

    /** Between 1 and twice the stride; a xorshift (Marsaglia 2003). */
    private int nextStep() {
        sequence ^= sequence << 13;
        sequence ^= sequence >>> 17;
        sequence ^= sequence << 5;
        return 1 + (sequence & 2 * STRIDE - 1);
    }

    private void count(Batch batch, int row, int weight) {
        long key = batch.keys[row];
        int slot = slotOf(key);
        if (counts[slot] == 0) {
            if (counters == COUNTERS_MAX) {
                subtractMedian();
                slot = slotOf(key);
            }
            counters++;
            keys[slot] = key;
            objects[slot] = kind == KeyKind.OBJECT ? batch.keyObjects[row] : null;
        }
        counts[slot] += weight;
        rows += weight;
        if (rows >= ROWS_MAX) {
            halve();
        }
        isSampling |= rows >= COUNTED_IN_FULL;
    }

    private int slotOf(long key) {
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 56);
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    /** Takes the median from all counters, which leaves nothing in half of them. */
    private void subtractMedian() {
        int used = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] != 0) {
                sorted[used++] = counts[slot];
            }
        }
        Arrays.sort(sorted, 0, used);
        rebuild(sorted[used / 2], 0);
    }

    private void halve() {
        rows >>= 1;
        rebuild(0, 1);
    }

    /** Puts the counters that have something left into slots of their own again. */
    private void rebuild(long less, int shift) {
        int left = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            long count = counts[slot] - less >> shift;
            if (count > 0) {
                leftKeys[left] = keys[slot];
                leftCounts[left] = count;
                leftObjects[left++] = objects[slot];
            }
            counts[slot] = 0;
            objects[slot] = null;
        }
        counters = left;
        for (int i = 0; i < left; i++) {
            int slot = slotOf(leftKeys[i]);
            keys[slot] = leftKeys[i];
            counts[slot] = leftCounts[i];
            objects[slot] = leftObjects[i];
            leftObjects[i] = null;
        }
    }

    /** The counts as they are now. */
    public Snapshot snapshot() {
        List<Count> all = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] > 0) {
                all.add(new Count(key(slot), counts[slot]));
            }
        }
        return new Snapshot(all, rows);
    }

    @SuppressWarnings("NullAway") // keys that are objects are kept with their counts
    private Object key(int slot) {
        return switch (kind) {
            case LONG -> keys[slot];
            case INT -> (int) keys[slot];
            case OBJECT -> objects[slot];
        };
    }
}
