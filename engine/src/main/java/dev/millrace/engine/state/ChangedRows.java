package dev.millrace.engine.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a state have changed since it was last captured; a row is what is kept for one id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A bit for each row. It starts off, in which {@link #add} is one test: the first capture is of all rows, and turns it on. A
 * job without checkpoints never comes to that.
 *
 * <p>A capture writes nothing by itself: it notes which rows it needs, and these are <em>pending</em>. They are written some at a
 * time, between batches, and a row that is about to change is written before that. So what is written is how things were at
 * the capture, and nobody waits for it.
 *
 * <p>What a capture has written is remembered until the next one, which is told whether it is kept ({@link Extent}): if it is not,
 * those rows have changed, still, since the last capture that is.
 */
public final class ChangedRows implements PendingEntries {

    private static final long[] NONE = new long[0];

    /** By row, a bit: whether it has changed since the last capture. */
    private long[] changed = NONE;

    /** By row, a bit: whether it is in the last capture because it had changed. */
    private long[] captured = NONE;

    private boolean isOn;
    private boolean isAnyChanged;
    private boolean isAnyCaptured;

    /** By row, a bit: whether the capture under way has still to write it. */
    private long[] pending = NONE;

    /** No word before it has a bit. */
    private int pendingFrom;

    /** Takes pending rows; null if there are none. */
    private @Nullable Pending capture;

    private final Prefetch prefetch = new Prefetch();

    /** Where pending rows go, and how. */
    private record Pending(StateWriter out, int group, RowWriter rows) {}

    /** Writes rows. */
    public interface RowWriter {

        /** Writes the one entry of a row, or nothing if there is no such row. */
        void write(int row, StateWriter out);

        /**
         * Reads from memory what {@link #write} will need of a row. It is called for some rows before they are written: then they are
         * all on their way at once, and not one after the other.
         *
         * @return anything that depends on what was read
         */
        default long fetch(int row) {
            return 0;
        }
    }

    /** Makes one that is off. */
    public ChangedRows() {}

    /**
     * Makes one for a new part of a state.
     *
     * @param isOn whether that state has been captured before
     */
    public ChangedRows(boolean isOn) {
        this.isOn = isOn;
    }

    /** Whether changes are of interest, for those who would have to look for them. */
    public boolean isOn() {
        return isOn;
    }

    /** A row is about to change, to come, or to go. */
    public void add(int row) {
        if (capture != null) {
            writeIfPending(row);
        }
        if (isOn) {
            mark(row);
        }
    }

    /**
     * Rows are about to change, to come, or to go.
     *
     * @param rows any of them more than once
     * @param count how many there are
     */
    public void addAll(int[] rows, int count) {
        for (int i = 0; capture != null && i < count; i++) {
            writeIfPending(rows[i]);
        }
        if (isOn) {
            for (int i = 0; i < count; i++) {
                mark(rows[i]);
            }
        }
    }

    /**
     * Rows come that were not there at the last capture.
     *
     * @param from the first
     * @param count how many there are, one behind the other
     */
    public void addNew(int from, int count) {
        for (int row = from; isOn && row < from + count; row++) {
            mark(row);
        }
    }

    private void mark(int row) {
        int word = row >> 6;
        if (word >= changed.length) {
            changed = Arrays.copyOf(changed, Math.max(word + 1, changed.length * 2));
        }
        changed[word] |= 1L << row;
        isAnyChanged = true;
    }

    /**
     * Captures the rows that the capture needs, in the list that has been started by {@link StateWriter#rows}.
     *
     * @param out is in that list
     * @param group of the rows
     * @param rowEnd one more than the last row
     * @param rows writes each, now or later
     */
    public void capture(StateWriter out, int group, int rowEnd, RowWriter rows) {
        assert capture == null : "one capture at a time";
        Extent extent = out.extent();
        if (!extent.isAside()) {
            begin(extent);
        }
        pending = extent.isWhole() ? all(rowEnd) : isAnyCaptured ? captured.clone() : NONE;
        pendingFrom = 0;
        if (pending.length > 0) {
            capture = new Pending(out.entryTarget(), group, rows);
            out.onPending(this);
        }
    }

    private void begin(Extent extent) {
        assert isOn || extent.isWhole() : "the first capture is of all rows";
        isOn = true;
        if (!extent.isLastKept() && isAnyCaptured) {
            addCaptured();
        }
        long[] spare = captured;
        captured = changed;
        changed = spare;
        if (isAnyCaptured) {
            Arrays.fill(changed, 0);
        }
        isAnyCaptured = isAnyChanged;
        isAnyChanged = false;
    }

    private void addCaptured() {
        if (changed.length < captured.length) {
            changed = Arrays.copyOf(changed, captured.length);
        }
        for (int word = 0; word < captured.length; word++) {
            changed[word] |= captured[word];
        }
        isAnyChanged = true;
    }

    private static long[] all(int rowEnd) {
        long[] all = new long[(rowEnd + Long.SIZE - 1) / Long.SIZE];
        Arrays.fill(all, -1L);
        if (rowEnd % Long.SIZE != 0) {
            all[all.length - 1] = (1L << rowEnd) - 1;
        }
        return all;
    }

    /** Writes some of the rows that are pending, in their order. */
    @Override
    public int writePending(int rowsMax, int[] found) {
        Pending to = capture;
        if (to == null) {
            return 0;
        }
        int count = findPending(Math.min(rowsMax, found.length), found);
        if (count == 0) {
            discardPending();
            return 0;
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += to.rows.fetch(found[i]);
        }
        prefetch.took(sum);
        for (int i = 0; i < count; i++) {
            pending[found[i] >> 6] &= ~(1L << found[i]);
            to.out.writeRow(to.group, found[i], to.rows);
        }
        return count;
    }

    private int findPending(int rowsMax, int[] found) {
        int count = 0;
        for (; pendingFrom < pending.length; pendingFrom++) {
            for (long bits = pending[pendingFrom]; bits != 0; bits &= bits - 1) {
                if (count == rowsMax) {
                    return count;
                }
                found[count++] = (pendingFrom << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return count;
    }

    /** A row is about to look different, but what captures want to know of it stays the same. */
    public void writeIfPending(int row) {
        Pending to = capture;
        int word = row >> 6;
        if (to != null && word < pending.length && (pending[word] & 1L << row) != 0) {
            pending[word] &= ~(1L << row);
            to.out.writeBeforeChange(() -> to.out.writeRow(to.group, row, to.rows));
        }
    }

    @Override
    public void discardPending() {
        capture = null;
        pending = NONE;
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.longs(changed);
        footprint.longs(captured);
        footprint.longs(pending);
    }
}
