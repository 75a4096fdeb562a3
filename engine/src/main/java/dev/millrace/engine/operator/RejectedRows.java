package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one batch that an operator cannot take, found while no state has changed yet, and then taken out all at once. So a
 * batch without failures costs nothing, and what follows need not know of the others. Owned by the task's thread.
 */
public final class RejectedRows {

    private final Failures failures;
    private final BitSet rows = new BitSet();
    private final Map<Integer, RecordFailure> reasons = new HashMap<>();

    /** Indexes of the rows that stay, as the batch had them. */
    private int[] kept = new int[0];

    private int keptCount;

    /**
     * Makes one without rows.
     *
     * @param failures what becomes of them
     */
    public RejectedRows(Failures failures) {
        this.failures = failures;
    }

    /** Whether rows may be rejected at all; if not, the first one throws. */
    public boolean isAllowed() {
        return failures.setsAside();
    }

    /**
     * Rejects a row; only the first reason counts.
     *
     * @param failure has the row's index
     * @throws RecordFailure the same, if the job cannot go on without the row
     */
    public void add(RecordFailure failure) throws RecordFailure {
        failures.requireSetAside(failure);
        if (!rows.get(failure.row())) {
            rows.set(failure.row());
            reasons.put(failure.row(), failure);
        }
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Whether a row has been rejected. */
    public boolean contains(int row) {
        return rows.get(row);
    }

    /**
     * Sets the rows aside, counts them as failed, and takes them out of their batch. Columns beside it follow by {@link #keep}.
     *
     * @param batch has the rows
     * @param counters of the operator
     * @throws RecordFailure if there are too many; then nothing has been counted or taken out
     */
    public void takeOut(Batch batch, OperatorCounters counters) throws RecordFailure {
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            RecordFailure failure = reasons.get(row);
            assert failure != null : "each has a reason";
            failures.setAside(batch, row, failure, counters);
        }
        counters.failed += rows.cardinality();
        if (kept.length < batch.size) {
            kept = new int[batch.capacity()];
        }
        keptCount = 0;
        for (int row = rows.nextClearBit(0); row < batch.size; row = rows.nextClearBit(row + 1)) {
            kept[keptCount++] = row;
        }
        batch.keep(kept, keptCount);
    }

    /** Keeps what belongs to the rows that stay, after {@link #takeOut}. */
    public void keep(int[] column) {
        for (int i = 0; i < keptCount; i++) {
            column[i] = column[kept[i]];
        }
    }

    /** As {@link #keep(int[])}. */
    public void keep(long[] column) {
        for (int i = 0; i < keptCount; i++) {
            column[i] = column[kept[i]];
        }
    }

    /** As {@link #keep(int[])}; what belongs to the others is let go of. */
    public void keep(@Nullable Object[] column) {
        for (int i = 0; i < keptCount; i++) {
            column[i] = column[kept[i]];
        }
        Arrays.fill(column, keptCount, keptCount + rows.cardinality(), null);
    }

    /** As {@link #keep(int[])}. */
    public void keep(BitSet column) {
        for (int i = 0; i < keptCount; i++) {
            column.set(i, column.get(kept[i]));
        }
        column.clear(keptCount, keptCount + rows.cardinality());
    }

    /** Forgets the rows. */
    public void clear() {
        rows.clear();
        reasons.clear();
    }
}
