package dev.millrace.engine.batch;

import dev.millrace.api.window.ClosedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some rows as a struct of arrays, and a header with the signals that follow them. Fields are open to the operators:
 * this is a struct of the hot path, not an object with secrets.
 *
 * <p><b>Columns.</b> Every row has a timestamp, an {@link Origin} and a value. After a change of key it has a key, too.
 * Rows that were behind the watermark of their split when they were read bring that watermark along, so that lateness
 * can be judged on it however rows are batched.
 *
 * <p><b>Header.</b> The watermark holds after the last row: no on-time record below it will follow. Loops over rows
 * never look at it.
 *
 * <p><b>Ownership.</b> A batch belongs to the operator, lane or input that made it. Whoever receives it may change it
 * in place and pass it on, but must not keep it: it is valid until the mover returns to its owner for the next.
 */
public final class Batch {

    /** No epoch ends after these rows. */
    public static final long NO_BARRIER = 0;

    /** Since when the rows have been certain is not known. */
    public static final long NOT_TIMED = Long.MIN_VALUE;

    /** The output that most rows take. */
    public static final int MAIN_PORT = 0;

    /** The output of an operator for rows that it could not process. */
    public static final int FAILED_PORT = 1;

    /** The output of an operator that waits for time, for late rows; further sides have the ports after it. */
    public static final int LATE_PORT = 2;

    /** The output of a search for a pattern for partial matches that ran out of time. */
    public static final int TIMED_OUT_PORT = LATE_PORT + 1;

    /** The output of a windowed aggregation for the results of one kind of windows; that of kind 0 is the main one. */
    public static int resultPort(int kind) {
        return kind == 0 ? MAIN_PORT : LATE_PORT + kind;
    }

    /** A side output of a function of the user, which has no late rows. */
    public static int sidePort(int side) {
        return LATE_PORT + side;
    }

    /** Number of rows. */
    public int size;

    /** Event time of each row, epoch milliseconds. */
    public final long[] timestamps;

    /** Where each row came from. */
    public final long[] origins;

    /** The records. */
    public final @Nullable Object[] values;

    /** Whether the rows have keys, in the columns below. */
    public boolean isKeyed;

    /** The keys themselves where keys are integers, else their stable hashes. Allocated at first use. */
    public long[] keys = NO_LONGS;

    /** The keys where they are objects. Allocated at first use; empty where keys are integers. */
    public @Nullable Object[] keyObjects = NO_OBJECTS;

    /** Whether any row was behind its split's watermark. If not, the column below has no meaning. */
    public boolean hasSplitWatermarks;

    /** The watermark of its split just before each row was read; {@link Long#MIN_VALUE} where it does not matter. */
    public long[] splitWatermarks = NO_LONGS;

    /** Whether some values stand for several records, being partial aggregates. */
    public boolean hasPartials;

    /** Header: no on-time row with a smaller timestamp will follow. */
    public long watermark = Long.MIN_VALUE;

    /** Header: what moved the watermark last. */
    public ClosedBy cause = ClosedBy.WATERMARK;

    /** Header: the producer stands idle and does not hold time back. */
    public boolean isIdle;

    /** Header: nothing will follow at all. */
    public boolean isEnd;

    /** Header: every source of these rows has stood at its known end once, or has ended. */
    public boolean hasCaughtUp;

    /** Header: which input of an operator with several these rows came by, in the order of its node's inputs. */
    public int side;

    /** Header: the watermark of that input alone. Not kept where an operator has one input. */
    public long sideWatermark = Long.MIN_VALUE;

    /** Header: that input alone stands idle, so its watermark follows the clock. */
    public boolean isSideIdle;

    /** Header: the sources of that input alone have caught up. */
    public boolean hasSideCaughtUp;

    /**
     * Header: when the oldest of what this brings was read from its source: of the rows, and of what moved the watermark. In
     * nanoseconds of the job's ticker, which only differences of are meaningful; {@link #NOT_TIMED} if nobody knows.
     */
    public long readNanos = NOT_TIMED;

    /** Header: the {@link Barrier} after these rows, or {@link #NO_BARRIER}. Only on lanes. */
    public long barrier;

    /** Which output of its operator this batch leaves by; fixed by its owner. */
    public int port = MAIN_PORT;

    private static final long[] NO_LONGS = new long[0];
    private static final @Nullable Object[] NO_OBJECTS = new @Nullable Object[0];

    /**
     * Makes an empty batch.
     *
     * @param capacity most rows that it can hold
     */
    public Batch(int capacity) {
        timestamps = new long[capacity];
        origins = new long[capacity];
        values = new @Nullable Object[capacity];
    }

    /** Most rows that this can hold. */
    public int capacity() {
        return timestamps.length;
    }

    /** How many columns of longs have been made. */
    public int longColumns() {
        return 2 + (keys.length == 0 ? 0 : 1) + (splitWatermarks.length == 0 ? 0 : 1);
    }

    /** How many columns of references have been made. */
    public int referenceColumns() {
        return keyObjects.length == 0 ? 1 : 2;
    }

    /** Whether there is no room for another row. */
    public boolean isFull() {
        return size == timestamps.length;
    }

    /** The earlier of two readings of the ticker, either of which may be unknown. */
    public static long earlier(long nanos, long otherNanos) {
        if (nanos == NOT_TIMED || otherNanos == NOT_TIMED) {
            return nanos == NOT_TIMED ? otherNanos : nanos;
        }
        // By their difference, since a ticker may begin anywhere and overflow.
        return nanos - otherNanos < 0 ? nanos : otherNanos;
    }

    /** Makes room for the columns of keys. */
    public void becomeKeyed(boolean withObjects) {
        isKeyed = true;
        if (keys.length == 0) {
            keys = new long[capacity()];
        }
        if (withObjects && keyObjects.length == 0) {
            keyObjects = new @Nullable Object[capacity()];
        }
    }

    /** Makes room for the split watermarks; earlier rows get the one that does not matter. */
    public void becomeSplitWatermarked() {
        if (splitWatermarks.length == 0) {
            splitWatermarks = new long[capacity()];
        }
        if (!hasSplitWatermarks) {
            hasSplitWatermarks = true;
            Arrays.fill(splitWatermarks, 0, size, Long.MIN_VALUE);
        }
    }

    /** Copies one row of another batch to the end of this one, all columns that it has. */
    public void append(Batch from, int row) {
        int to = size;
        hasPartials |= from.hasPartials;
        timestamps[to] = from.timestamps[row];
        origins[to] = from.origins[row];
        values[to] = from.values[row];
        if (from.isKeyed) {
            appendKey(from, row, to);
        }
        if (from.hasSplitWatermarks || hasSplitWatermarks) {
            becomeSplitWatermarked();
            splitWatermarks[to] = from.hasSplitWatermarks ? from.splitWatermarks[row] : Long.MIN_VALUE;
        }
        size = to + 1;
    }

    /**
     * Copies rows of another batch to the end of this one, a column at a time.
     *
     * @param from the other batch
     * @param rows indexes of its rows
     * @param start index of the first in {@code rows}
     * @param count how many; there must be room
     */
    public void append(Batch from, int[] rows, int start, int count) {
        int to = size;
        hasPartials |= from.hasPartials;
        for (int i = 0; i < count; i++) {
            int row = rows[start + i];
            timestamps[to + i] = from.timestamps[row];
            origins[to + i] = from.origins[row];
        }
        for (int i = 0; i < count; i++) {
            values[to + i] = from.values[rows[start + i]];
        }
        if (from.isKeyed) {
            boolean withObjects = from.keyObjects.length > 0;
            becomeKeyed(withObjects);
            for (int i = 0; i < count; i++) {
                keys[to + i] = from.keys[rows[start + i]];
            }
            if (withObjects) {
                for (int i = 0; i < count; i++) {
                    keyObjects[to + i] = from.keyObjects[rows[start + i]];
                }
            }
        }
        if (from.hasSplitWatermarks || hasSplitWatermarks) {
            becomeSplitWatermarked();
            for (int i = 0; i < count; i++) {
                splitWatermarks[to + i] =
                        from.hasSplitWatermarks ? from.splitWatermarks[rows[start + i]] : Long.MIN_VALUE;
            }
        }
        size = to + count;
    }

    /**
     * Copies a run of rows of another batch to the end of this one, all columns that it has.
     *
     * @param from the other batch
     * @param start index of the first
     * @param count how many; there must be room
     */
    public void append(Batch from, int start, int count) {
        int to = size;
        hasPartials |= from.hasPartials;
        System.arraycopy(from.timestamps, start, timestamps, to, count);
        System.arraycopy(from.origins, start, origins, to, count);
        System.arraycopy(from.values, start, values, to, count);
        if (from.isKeyed) {
            boolean withObjects = from.keyObjects.length > 0;
            becomeKeyed(withObjects);
            System.arraycopy(from.keys, start, keys, to, count);
            if (withObjects) {
                System.arraycopy(from.keyObjects, start, keyObjects, to, count);
            }
        }
        if (from.hasSplitWatermarks) {
            becomeSplitWatermarked();
            System.arraycopy(from.splitWatermarks, start, splitWatermarks, to, count);
        } else if (hasSplitWatermarks) {
            Arrays.fill(splitWatermarks, to, to + count, Long.MIN_VALUE);
        }
        size = to + count;
    }

    private void appendKey(Batch from, int row, int to) {
        boolean withObjects = from.keyObjects.length > 0;
        if (!isKeyed || withObjects && keyObjects.length == 0) {
            becomeKeyed(withObjects);
        }
        keys[to] = from.keys[row];
        if (withObjects) {
            keyObjects[to] = from.keyObjects[row];
        }
    }

    /** Moves a row to an earlier place of the same batch. */
    public void move(int from, int to) {
        timestamps[to] = timestamps[from];
        origins[to] = origins[from];
        values[to] = values[from];
        if (isKeyed) {
            keys[to] = keys[from];
            if (keyObjects.length > 0) {
                keyObjects[to] = keyObjects[from];
            }
        }
        if (hasSplitWatermarks) {
            splitWatermarks[to] = splitWatermarks[from];
        }
    }

    /**
     * Keeps some rows, in their order, and forgets the others.
     *
     * @param rows indexes of the rows to keep, ascending
     * @param count how many
     */
    public void keep(int[] rows, int count) {
        int first = 0;
        while (first < count && rows[first] == first) {
            first++;
        }
        keep(timestamps, rows, first, count);
        keep(origins, rows, first, count);
        keep(values, rows, first, count);
        if (isKeyed) {
            keep(keys, rows, first, count);
            if (keyObjects.length > 0) {
                keep(keyObjects, rows, first, count);
            }
        }
        if (hasSplitWatermarks) {
            keep(splitWatermarks, rows, first, count);
        }
        truncate(count);
    }

    private static void keep(long[] column, int[] rows, int from, int to) {
        for (int row = from; row < to; row++) {
            column[row] = column[rows[row]];
        }
    }

    private static void keep(@Nullable Object[] column, int[] rows, int from, int to) {
        for (int row = from; row < to; row++) {
            column[row] = column[rows[row]];
        }
    }

    /**
     * Keeps some of a run of rows, and all rows outside of it; those behind move up.
     *
     * @param from index of the first row of the run
     * @param to index behind its last
     * @param rows indexes of the rows to keep, ascending, between the two
     * @param count how many
     */
    public void keep(int from, int to, int[] rows, int count) {
        if (from == 0 && to == size) {
            keep(rows, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (rows[i] != from + i) {
                move(rows[i], from + i);
            }
        }
        closeGap(from + count, to);
    }

    /** Takes out one row; those behind move up. */
    public void remove(int row) {
        closeGap(row, row + 1);
    }

    private void closeGap(int from, int to) {
        if (from == to) {
            return;
        }
        int behind = size - to;
        System.arraycopy(timestamps, to, timestamps, from, behind);
        System.arraycopy(origins, to, origins, from, behind);
        System.arraycopy(values, to, values, from, behind);
        if (isKeyed) {
            System.arraycopy(keys, to, keys, from, behind);
            if (keyObjects.length > 0) {
                System.arraycopy(keyObjects, to, keyObjects, from, behind);
            }
        }
        if (hasSplitWatermarks) {
            System.arraycopy(splitWatermarks, to, splitWatermarks, from, behind);
        }
        truncate(from + behind);
    }

    /** Forgets the rows behind a new end, references included. */
    public void truncate(int newSize) {
        Arrays.fill(values, newSize, size, null);
        if (isKeyed && keyObjects.length > 0) {
            Arrays.fill(keyObjects, newSize, size, null);
        }
        size = newSize;
    }

    /** Takes over the header of another batch. */
    public void copyHeader(Batch from) {
        watermark = from.watermark;
        cause = from.cause;
        isIdle = from.isIdle;
        isEnd = from.isEnd;
        hasCaughtUp = from.hasCaughtUp;
    }

    /** Empties the batch for its next use. References are dropped, so that records do not outlive their time. */
    public void clear() {
        Arrays.fill(values, 0, size, null);
        if (isKeyed && keyObjects.length > 0) {
            Arrays.fill(keyObjects, 0, size, null);
        }
        size = 0;
        isKeyed = false;
        hasSplitWatermarks = false;
        hasPartials = false;
        isIdle = false;
        isEnd = false;
        hasCaughtUp = false;
        barrier = NO_BARRIER;
    }
}
