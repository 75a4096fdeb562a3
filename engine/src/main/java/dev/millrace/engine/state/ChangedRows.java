package dev.millrace.engine.state;

import java.util.Arrays;

/**
 * Which rows of a state have changed since it was last captured; a row is what is kept for one id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A bit for each row and a list of those whose bit is set, so that a capture looks at nothing else. It starts off, in which
 * {@link #add} is one test: the first capture is of all rows, and turns it on. A job without checkpoints never comes to that.
 *
 * <p>What a capture has written is remembered until the next one, which is told whether it is kept ({@link Extent}): if it is not,
 * those rows have changed, still, since the last capture that is.
 */
public final class ChangedRows {

    private static final long[] OFF = new long[0];
    private static final int[] NONE = new int[0];

    /** So many misses of the cache a processor can have under way, several times over; and they all fit into it. */
    private static final int FETCHED_ROWS = 64;

    /** If fewer words than one in so many have a row, looking at all of them is not worth it. */
    private static final int SPARSE_WORDS = 16;

    /** By row, a bit; {@link #OFF} before the first capture. */
    private long[] isChanged = OFF;

    private boolean isOn;
    private int[] changed = NONE;
    private int changedCount;

    /** Those of the capture before. */
    private int[] captured = NONE;

    private int capturedCount;

    /** Never read: it keeps the compiler from leaving out what makes it. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

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

    /** A row has changed, or is new, or gone. */
    public void add(int row) {
        if (isOn) {
            mark(row);
        }
    }

    /**
     * Rows have changed, or are new, or gone.
     *
     * @param rows any of them more than once
     * @param count how many there are
     */
    public void addAll(int[] rows, int count) {
        if (isOn) {
            for (int i = 0; i < count; i++) {
                mark(rows[i]);
            }
        }
    }

    private void mark(int row) {
        int word = row >> 6;
        if (word >= isChanged.length) {
            isChanged = Arrays.copyOf(isChanged, Math.max(word + 1, isChanged.length * 2));
        }
        long bits = isChanged[word];
        long bit = 1L << row;
        if ((bits & bit) == 0) {
            isChanged[word] = bits | bit;
            if (changedCount == changed.length) {
                changed = Arrays.copyOf(changed, Math.max(16, changedCount * 2));
            }
            changed[changedCount++] = row;
        }
    }

    /**
     * Writes the rows that the capture needs into the list that has been started by {@link StateWriter#rows}.
     *
     * @param out is in that list
     * @param group of the rows
     * @param rowEnd one more than the last row
     * @param rows writes each
     */
    public void capture(StateWriter out, int group, int rowEnd, RowWriter rows) {
        if (!out.extent().isAside()) {
            begin(out.extent());
        }
        if (out.extent().isWhole()) {
            for (int row = 0; row < rowEnd; row++) {
                out.row(group, row);
                rows.write(row, out);
            }
        } else {
            for (int start = 0; start < capturedCount; start += FETCHED_ROWS) {
                int end = Math.min(start + FETCHED_ROWS, capturedCount);
                fetch(rows, start, end);
                for (int i = start; i < end; i++) {
                    out.row(group, captured[i]);
                    rows.write(captured[i], out);
                    out.removedUnlessWritten();
                }
            }
        }
        out.endRows();
    }

    private void fetch(RowWriter rows, int start, int end) {
        long sum = 0;
        for (int i = start; i < end; i++) {
            sum += rows.fetch(captured[i]);
        }
        fetched = sum;
    }

    /** Lists them anew, in order: rows that lie near each other are then written while the cache has them. */
    private void clearInOrder() {
        int count = 0;
        for (int word = 0; word < isChanged.length; word++) {
            for (long bits = isChanged[word]; bits != 0; bits &= bits - 1) {
                changed[count++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
            isChanged[word] = 0;
        }
        assert count == changedCount : "a bit for each";
    }

    private void begin(Extent extent) {
        assert isOn || extent.isWhole() : "the first capture is of all rows";
        isOn = true;
        if (!extent.isLastKept()) {
            for (int i = 0; i < capturedCount; i++) {
                mark(captured[i]);
            }
        }
        if (changedCount > isChanged.length / SPARSE_WORDS) {
            clearInOrder();
        } else {
            for (int i = 0; i < changedCount; i++) {
                isChanged[changed[i] >> 6] &= ~(1L << changed[i]);
            }
        }
        int[] spare = captured;
        captured = changed;
        capturedCount = changedCount;
        changed = spare;
        changedCount = 0;
    }
}
