package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.PendingEntries;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait for a watermark to pass them. Owned by the task's thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Slices of time ({@link WaitingSlice}), each with its rows as they came, as in a ladder queue (Tang, Goh, Thng, ACM TOMACS 2005):
 * nothing is sorted, since who reads the results does not ask for the order of time. A row goes to the end of its slice, whose
 * start is found in one array of numbers. A watermark takes whole slices off the front; of the one that it falls into it splits off
 * what it has passed.
 *
 * <p>A slice that is full is halved by time. So slices are as narrow as the rows are dense, wherever they are dense, and one row far
 * in the future costs no more than others. Rows in order fill slice after slice, and none is ever moved. As more rows wait
 * slices become longer, not only more, or it would take too long to put one between others.
 */
final class WaitingRows implements PendingEntries {

    /** At a capture. */
    private static final String LIST = "waiting";

    /** Rows of a slice that is split, if few wait: a watermark looks at that many rows that it does not take. */
    private static final int SLICE_ROWS = 512;

    /** From two to the power of that many slices on, they become longer. */
    private static final int SLICES_LOG = 11;

    private static final int FIRST_CAPACITY = 16;

    /** Emptied slices that are used again. */
    private static final int SPARE_MAX = 16;

    /** The slices in the order of time, from {@link #first} to before {@link #end}. */
    private @Nullable WaitingSlice[] slices = new @Nullable WaitingSlice[FIRST_CAPACITY];

    /** By slice: a row of this time or a later one is not in a slice before it. */
    private long[] starts = new long[FIRST_CAPACITY];

    private int first;
    private int end;

    private final WaitingSlice[] spare = new WaitingSlice[SPARE_MAX];
    private int spareCount;

    /** Takes rows that a capture has still to write; null if there are none. */
    private @Nullable Pending pending;

    private int size;

    /** The slice from which rows are being taken, which is not among the others any more. */
    private @Nullable WaitingSlice taking;

    /** The first row of it that was taken last. */
    private int takenFrom;

    /** The row after those. */
    private int takenEnd;

    /** Where pending rows go; their ids are held as long as they wait. */
    private record Pending(KeyTable keys, StateWriter out) {

        void write(WaitingSlice slice) {
            int row = slice.pendingFrom++;
            out.entry(keys, slice.ids[row]);
            out.writeRow(slice.times[row], slice.origins[row], slice.values[row]);
        }

        void writeAll(WaitingSlice slice) {
            while (slice.isPending()) {
                write(slice);
            }
        }
    }

    int size() {
        return size;
    }

    /** How many slices there are; what the test of the cost looks at. */
    int slices() {
        return end - first;
    }

    @SuppressWarnings("NullAway") // slices from first to end are set
    private WaitingSlice slice(int at) {
        return slices[at];
    }

    void add(int id, long time, long origin, Object value) {
        if (end == slices.length) {
            closeUp();
        }
        int at = find(time);
        if (at < end && slice(at).size() >= sliceRows()) {
            at = makeRoom(at, time);
        }
        if (at == end) {
            insert(at, time, newSlice());
        }
        slice(at).add(id, time, origin, value);
        size++;
    }

    /** A slice with so many rows is split. */
    private int sliceRows() {
        return Math.max(SLICE_ROWS, size >> SLICES_LOG);
    }

    /** The slice of a time: the last one that does not start later, else the first. */
    private int find(long time) {
        if (first == end || starts[end - 1] <= time) {
            return Math.max(first, end - 1);
        }
        // A time may be in any of them, so whether it is before or behind is calculated, not branched on.
        int at = first;
        for (int count = end - first; count > 1; ) {
            int half = count >>> 1;
            at = starts[at + half] <= time ? at + half : at;
            count -= half;
        }
        return at;
    }

    /** A slice is full: another one begins, or it is halved; gives the one that has room for a row. */
    private int makeRoom(int at, long time) {
        WaitingSlice full = slice(at);
        if (at + 1 == end && time > full.latest()) {
            return end;
        }
        if (full.earliest() == full.latest()) {
            // Rows of one time stay together.
            return at;
        }
        // The mean, rounded down and without overflow, and one more.
        long middle = (full.earliest() & full.latest()) + ((full.earliest() ^ full.latest()) >> 1) + 1;
        WaitingSlice earlier = splitOff(full, middle);
        insert(at, starts[at], earlier);
        starts[at + 1] = middle;
        return time < middle ? at : at + 1;
    }

    private WaitingSlice splitOff(WaitingSlice slice, long before) {
        writeIfPending(slice);
        WaitingSlice earlier = newSlice();
        slice.moveEarlier(before, earlier);
        return earlier;
    }

    private WaitingSlice newSlice() {
        return spareCount == 0 ? new WaitingSlice() : spare[--spareCount];
    }

    private void insert(int at, long start, WaitingSlice slice) {
        System.arraycopy(slices, at, slices, at + 1, end - at);
        System.arraycopy(starts, at, starts, at + 1, end - at);
        slices[at] = slice;
        starts[at] = start;
        end++;
    }

    /** Moves all to the front, with twice the room if that is needed, so that one more can be inserted. */
    private void closeUp() {
        int count = end - first;
        int capacity = count * 2 > slices.length ? slices.length * 2 : slices.length;
        @Nullable WaitingSlice[] newSlices = new @Nullable WaitingSlice[capacity];
        long[] newStarts = new long[capacity];
        System.arraycopy(slices, first, newSlices, 0, count);
        System.arraycopy(starts, first, newStarts, 0, count);
        slices = newSlices;
        starts = newStarts;
        first = 0;
        end = count;
    }

    /**
     * Takes rows that have not to wait any more. To be called until it returns null, before anything is added.
     *
     * @param until rows before it need not wait; {@link Long#MAX_VALUE} for all
     * @param rowsMax at most so many
     * @return the slice that has them, until the next call, from {@link #takenFrom} to before {@link #takenEnd}; null if there are none
     */
    @Nullable
    WaitingSlice take(long until, int rowsMax) {
        WaitingSlice from = taking;
        if (from != null && takenEnd == from.size()) {
            recycle(from);
            from = null;
        }
        if (from == null) {
            takenEnd = 0;
            from = next(until);
            taking = from;
        }
        takenFrom = takenEnd;
        if (from != null) {
            takenEnd = Math.min(takenFrom + rowsMax, from.size());
            size -= takenEnd - takenFrom;
        }
        return from;
    }

    int takenFrom() {
        return takenFrom;
    }

    int takenEnd() {
        return takenEnd;
    }

    private void recycle(WaitingSlice empty) {
        if (spareCount < SPARE_MAX && empty.capacity() <= 2 * sliceRows()) {
            empty.clear();
            spare[spareCount++] = empty;
        }
    }

    /** What the watermark has passed of the first slice; null if that is nothing. */
    private @Nullable WaitingSlice next(long until) {
        if (first == end) {
            return null;
        }
        WaitingSlice next = slice(first);
        if (until == Long.MAX_VALUE || next.latest() < until) {
            writeIfPending(next);
            slices[first++] = null;
            return next;
        }
        return next.earliest() < until ? splitOff(next, until) : null;
    }

    /**
     * Writes an entry for each row. A row does not change while it waits, so it is noted which there are, and they are written
     * later, or when they move.
     */
    void capture(KeyTable keys, StateWriter out) {
        pending = new Pending(keys, out.listForLater(LIST));
        for (int i = first; i < end; i++) {
            slice(i).setPending();
        }
        out.onPending(this);
    }

    /** The rows of a slice are about to be somewhere else. */
    private void writeIfPending(WaitingSlice slice) {
        Pending to = pending;
        if (to != null && slice.isPending()) {
            to.out.writeBeforeChange(() -> to.writeAll(slice));
            // If one cannot be written the others are not, either.
            slice.discardPending();
        }
    }

    @Override
    public int writePending(int entriesMax, int[] found) {
        Pending to = pending;
        int count = 0;
        for (int i = first; to != null && i < end && count < entriesMax; i++) {
            for (WaitingSlice slice = slice(i); slice.isPending() && count < entriesMax; count++) {
                to.write(slice);
            }
        }
        if (count == 0) {
            discardPending();
        }
        return count;
    }

    @Override
    public void discardPending() {
        pending = null;
        for (int i = first; i < end; i++) {
            slice(i).discardPending();
        }
    }

    /** Gets rows. */
    interface Visitor {
        void visit(int id, long time, Object value);
    }

    /** Shows all rows. */
    @SuppressWarnings("NullAway") // rows that wait are set
    void forEach(Visitor visitor) {
        for (int i = first; i < end; i++) {
            WaitingSlice slice = slice(i);
            for (int row = 0; row < slice.size(); row++) {
                visitor.visit(slice.ids[row], slice.times[row], slice.values[row]);
            }
        }
    }

    /** Takes in what was written, and holds the ids. */
    void restore(KeyTable keys, StateReader in) {
        while (in.next(LIST)) {
            int id = in.id(keys);
            add(id, in.readLong(), in.readOrigin(), in.readObject());
            keys.retain(id);
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.longs(starts);
        footprint.references(slices);
        for (int i = first; i < end; i++) {
            slice(i).weigh(footprint);
        }
        for (int i = 0; i < spareCount; i++) {
            spare[i].weigh(footprint);
        }
        WaitingSlice from = taking;
        if (from != null) {
            from.weigh(footprint);
        }
        footprint.objects(size, this::valueAt);
    }

    /** Value of the row that is at a place if slices are put behind each other. */
    private @Nullable Object valueAt(long place) {
        int left = (int) place;
        for (int i = first; i < end; i++) {
            WaitingSlice slice = slice(i);
            if (left < slice.size()) {
                return slice.values[left];
            }
            left -= slice.size();
        }
        return null;
    }
}
