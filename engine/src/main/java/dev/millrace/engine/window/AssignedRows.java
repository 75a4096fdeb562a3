package dev.millrace.engine.window;

import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.SessionWindow;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.AssignLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.operator.WindowLoop;
import java.util.Arrays;

/** The windows that an {@link AssignedWindows} has chosen for the rows of a batch. */
public final class AssignedRows implements WindowLoop.Rows {

    private final AssignedWindows<Object> spec;
    private final boolean isMerging;
    private final WindowLoop loop;

    /** Of every window, in milliseconds, where it is the same and a row has one; else 0. */
    private final long fixedLength;

    private long[] starts;
    private long[] ends;
    private int count;

    /** By row: index of its first window. */
    private final int[] from;

    private static final int NONE = -1;

    /** The first row of the batch at hand without a window that must have one. */
    private int without = NONE;

    private int row;
    private long timestamp;
    private int lastRow;
    private int most;

    /**
     * Makes one.
     *
     * @param spec chooses the windows
     * @param batchCapacity rows in a batch
     */
    public AssignedRows(AssignedWindows<Object> spec, int batchCapacity) {
        this.spec = spec;
        isMerging = spec.isMerging();
        loop = OwnCode.loop(WindowLoop.class, AssignLoop.class, spec);
        // Nobody need be asked for what can be known.
        Object given = spec;
        fixedLength = given instanceof SessionWindow<?> session && session.gap() != null
                ? session.gap().toMillis() + 1
                : 0;
        starts = new long[batchCapacity];
        ends = new long[batchCapacity];
        from = new int[batchCapacity + 1];
    }

    /** Asks for the windows of all rows. */
    public void assignAll(Batch batch) throws RecordFailure {
        if (fixedLength > 0) {
            for (int i = 0; i < batch.size; i++) {
                starts[i] = batch.timestamps[i];
                ends[i] = Times.plus(batch.timestamps[i], fixedLength);
            }
            return;
        }
        assign(batch, 0, batch.size);
    }

    /**
     * Finds the rows for which no windows can be chosen, while no state has changed yet.
     *
     * @param rejected takes them
     */
    void tryOut(Batch batch, RejectedRows rejected) throws RecordFailure {
        if (fixedLength > 0 || spec instanceof AlignedAsAssigned) {
            return;
        }
        try {
            assign(batch, 0, batch.size);
        } catch (RecordFailure first) {
            for (int i = 0; i < batch.size; i++) {
                try {
                    assign(batch, i);
                } catch (RecordFailure failure) {
                    rejected.add(new RecordFailure(failure.origin(), i, failure.cause()));
                }
            }
        }
    }

    /** Asks for the windows of one row; those of others are forgotten. */
    public void assign(Batch batch, int only) throws RecordFailure {
        assign(batch, only, only + 1);
    }

    private void assign(Batch batch, int first, int end) throws RecordFailure {
        count = 0;
        most = 0;
        row = -1;
        lastRow = first;
        without = NONE;
        loop.run(batch, first, end, this);
        endRow(batch, end);
    }

    @Override
    public void startRow(int next, long timestampMillis) {
        if (row >= 0) {
            closeRow();
        }
        row = next;
        timestamp = timestampMillis;
        from[next] = count;
    }

    private void endRow(Batch batch, int end) throws RecordFailure {
        closeRow();
        if (without != NONE) {
            throw new RecordFailure(batch.origins[without], new IllegalStateException(notOne("none")));
        }
        from[end] = count;
        lastRow = end;
    }

    private void closeRow() {
        int windows = count - from[row];
        if (isMerging && windows == 0 && without == NONE) {
            // This is found when the next row begins, and must not be blamed on that.
            without = row;
        }
        most = Math.max(most, windows);
    }

    private String notOne(String chosen) {
        return "windows that merge must be chosen one for each record, but '" + spec.describe() + "' chose " + chosen;
    }

    @Override
    public void add(long startMillis, long endMillis) {
        if (startMillis > timestamp || endMillis <= timestamp) {
            throw new IllegalStateException("the window [" + startMillis + ", " + endMillis + ") that '"
                    + spec.describe() + "' chose does not contain the time of its record, " + timestamp);
        }
        if (isMerging && count > from[row]) {
            throw new IllegalStateException(notOne("several"));
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = startMillis;
        ends[count] = endMillis;
        count++;
    }

    /** Index of the first window of a row. */
    public int from(int ofRow) {
        assert ofRow <= lastRow : ofRow;
        return from[ofRow];
    }

    /** Index after the last window of a row. */
    public int to(int ofRow) {
        return from[ofRow + 1];
    }

    /** The most windows of a row. */
    int most() {
        return most;
    }

    /** Start of a window. Where windows merge and all rows were asked for, the index is that of the row. */
    public long start(int index) {
        return starts[index];
    }

    /** End of a window, likewise. */
    public long end(int index) {
        return ends[index];
    }
}
