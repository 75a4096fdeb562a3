package dev.millrace.engine.lookup;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that wait for answers, as columns by slot, and the order in which they may leave. Owned by the task's thread.
 *
 * <p>A header does not overtake the rows before it, nor rows a header: rows between two headers are a {@link Segment}, and
 * only those of the first one leave. There are no more segments than rows: a header that no row stands before takes the place
 * of the one before it, unless it tells another reason why time has moved.
 */
final class RowsInFlight {

    private static final int NONE = -1;

    private final boolean isOrdered;
    private final int capacity;

    private final long[] timestamps;
    private final long[] origins;
    private final long[] splitWatermarks;
    private final long[] readNanos;
    private final @Nullable Object[] records;

    /** In which order rows came. */
    private final long[] arrivals;

    private long arrived;
    private final @Nullable Object[] answers;
    private final @Nullable Throwable[] failures;
    private final boolean[] isDone;
    private final Segment[] segmentOfSlot;

    private final int[] free;
    private int freeCount;

    /** The last one is open. */
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();

    private final ArrayDeque<Segment> spare = new ArrayDeque<>();

    /** Closed last, if it has not left: what a header without rows is written into. */
    private @Nullable Segment closedLast;

    // The header taken in last.
    private long watermark = Long.MIN_VALUE;
    private boolean isIdle;

    RowsInFlight(int capacity, boolean isOrdered) {
        this.capacity = capacity;
        this.isOrdered = isOrdered;
        timestamps = new long[capacity];
        origins = new long[capacity];
        splitWatermarks = new long[capacity];
        readNanos = new long[capacity];
        records = new @Nullable Object[capacity];
        arrivals = new long[capacity];
        answers = new @Nullable Object[capacity];
        failures = new @Nullable Throwable[capacity];
        isDone = new boolean[capacity];
        segmentOfSlot = new Segment[capacity];
        free = new int[capacity];
        for (int slot = capacity - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
        segments.add(new Segment());
    }

    int size() {
        return capacity - freeCount;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    /** Whether there are no rows, and no header that waits. */
    boolean isEmpty() {
        return freeCount == capacity && segments.size() == 1;
    }

    /** Takes in a row; there must be room. */
    int add(Batch from, int row) {
        int slot = free[--freeCount];
        timestamps[slot] = from.timestamps[row];
        origins[slot] = from.origins[row];
        splitWatermarks[slot] = from.hasSplitWatermarks ? from.splitWatermarks[row] : Long.MIN_VALUE;
        readNanos[slot] = from.readNanos;
        records[slot] = from.values[row];
        arrivals[slot] = arrived++;
        isDone[slot] = false;
        Segment last = segments.getLast();
        last.rows++;
        last.rowsLeft++;
        segmentOfSlot[slot] = last;
        if (isOrdered) {
            last.slots.add(slot);
        }
        return slot;
    }

    /** Adds all rows to an entry, in their order, as if none had an answer. */
    void write(StateWriter out) {
        IntStream.range(0, capacity)
                .filter(slot -> records[slot] != null)
                .boxed()
                .sorted(Comparator.comparingLong(slot -> arrivals[slot]))
                .forEach(slot -> write(timestamps[slot], origins[slot], records[slot], splitWatermarks[slot], out));
    }

    /** Adds a row to an entry. */
    static void write(long timestamp, long origin, @Nullable Object record, long splitWatermark, StateWriter out) {
        out.writeRow(timestamp, origin, record);
        out.writeBoolean(splitWatermark != Long.MIN_VALUE);
        if (splitWatermark != Long.MIN_VALUE) {
            out.writeLong(splitWatermark);
        }
    }

    /** A header follows the rows so far. */
    void close(Batch header) {
        Segment last = segments.getLast();
        boolean isRepeated = header.watermark == watermark && header.isIdle == isIdle;
        // Rows that came with the news of idleness have revoked it when they came.
        if (isRepeated && !header.isEnd && !(isIdle && last.rows > 0)) {
            return;
        }
        watermark = header.watermark;
        isIdle = header.isIdle;
        if (last.rows == 0 && closedLast != null && closedLast.isContinuedBy(header)) {
            closedLast.close(header);
            return;
        }
        last.close(header);
        closedLast = last;
        Segment next = spare.poll();
        if (next == null) {
            next = new Segment();
        }
        next.open();
        segments.add(next);
    }

    /** A row has its answer. */
    void answer(int slot, @Nullable Object answer) {
        answers[slot] = answer;
        finish(slot);
    }

    /** A row will have no answer. */
    void fail(int slot, Throwable cause) {
        failures[slot] = cause;
        finish(slot);
    }

    private void finish(int slot) {
        assert !isDone[slot] : "one answer for each row";
        isDone[slot] = true;
        if (!isOrdered) {
            segmentOfSlot[slot].slots.add(slot);
        }
    }

    /** The slot of a row that may leave now and has not been released, or -1. */
    int firstDone() {
        Segment first = segments.getFirst();
        if (first.slots.isEmpty()) {
            return NONE;
        }
        int slot = first.slots.first();
        return isDone[slot] ? slot : NONE;
    }

    /** The row that may leave first does so. */
    void releaseFirst() {
        Segment first = segments.getFirst();
        int slot = first.slots.first();
        first.slots.removeFirst();
        first.rowsLeft--;
        records[slot] = null;
        answers[slot] = null;
        failures[slot] = null;
        free[freeCount++] = slot;
    }

    /** Whether the first header may leave, all rows before it having done so. */
    boolean isHeaderFirst() {
        Segment first = segments.getFirst();
        return first.isClosed && first.rowsLeft == 0;
    }

    /** The first header leaves. */
    void takeHeader(Batch to) {
        Segment first = segments.removeFirst();
        first.writeHeader(to);
        if (closedLast == first) {
            closedLast = null;
        }
        spare.add(first);
    }

    long timestamp(int slot) {
        return timestamps[slot];
    }

    long origin(int slot) {
        return origins[slot];
    }

    long readNanos(int slot) {
        return readNanos[slot];
    }

    @Nullable
    Object record(int slot) {
        return records[slot];
    }

    @Nullable
    Object answer(int slot) {
        return answers[slot];
    }

    @Nullable
    Throwable failure(int slot) {
        return failures[slot];
    }

    /** Writes a row with its result to the end of a batch. */
    void append(int slot, Object result, Batch to) {
        int row = to.size;
        to.timestamps[row] = timestamps[slot];
        to.origins[row] = origins[slot];
        to.values[row] = result;
        if (to.hasSplitWatermarks || splitWatermarks[slot] != Long.MIN_VALUE) {
            to.becomeSplitWatermarked();
            to.splitWatermarks[row] = splitWatermarks[slot];
        }
        to.size = row + 1;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.longPages(4, capacity);
        footprint.referencePages(4, capacity);
        footprint.intPages(1, capacity);
        footprint.arrays(1, capacity, 1);
        footprint.objects(capacity, slot -> records[(int) slot]);
    }
}
