package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives rows their keys and passes the same batch on. Rows without a key leave by {@link Batch#FAILED_PORT} if somebody
 * reads them there; else the first one fails the job.
 *
 * <p>The loop over the rows knows nothing of this: it stops at the row that fails and is started again behind it, so that
 * the user's function is called once for each record.
 */
public final class KeyOperator implements Operator {

    private final KeyReader keys;
    private final boolean hasObjects;
    private final @Nullable FrequentKeys frequent;
    private final @Nullable FailedRows failed;
    private final OperatorCounters counters = new OperatorCounters();
    private @Nullable Batch waiting;

    /** Whether the failed rows of the batch at hand have been given out. */
    private boolean areFailedOut;

    /** Rows of a batch in which one failed for all: the job stops, but they stay accounted for. */
    private long stranded;

    /**
     * Makes one.
     *
     * @param keys reads the keys
     * @param kind how they are kept
     * @param frequent sees which keys have most rows; null where all have the same
     * @param failed takes rows without key; null if nobody reads them
     */
    public KeyOperator(KeyReader keys, KeyKind kind, @Nullable FrequentKeys frequent, @Nullable FailedRows failed) {
        this.keys = keys;
        hasObjects = kind == KeyKind.OBJECT;
        this.frequent = frequent;
        this.failed = failed;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        batch.isKeyed = false;
        batch.becomeKeyed(hasObjects);
        try {
            keys.read(batch, 0);
        } catch (RecordFailure failure) {
            takeOut(batch, failure);
        }
        if (frequent != null) {
            frequent.sample(batch);
        }
        waiting = batch;
    }

    /** Takes out the row that failed, and reads on. */
    private void takeOut(Batch batch, RecordFailure first) throws RecordFailure {
        int kept = first.row();
        for (@Nullable RecordFailure failure = first; failure != null; ) {
            int row = failure.row();
            fail(batch, failure, batch.size - row + kept);
            RecordFailure next = readFrom(batch, row + 1);
            int end = next == null ? batch.size : next.row();
            for (int good = row + 1; good < end; good++) {
                batch.move(good, kept++);
            }
            failure = next;
        }
        batch.truncate(kept);
    }

    private @Nullable RecordFailure readFrom(Batch batch, int row) {
        try {
            keys.read(batch, row);
            return null;
        } catch (RecordFailure failure) {
            return failure;
        }
    }

    /** A row has failed, one of so many that are left. */
    @SuppressWarnings("NullAway") // rows below size are set
    private void fail(Batch batch, RecordFailure failure, int rowsLeft) throws RecordFailure {
        counters.failed++;
        if (failed == null || !failure.isOfRecord()) {
            stranded = rowsLeft - 1L;
            throw failure;
        }
        int row = failure.row();
        failed.add(batch.values[row], batch.timestamps[row], batch.origins[row], failure.cause());
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = waiting;
        if (batch == null) {
            return null;
        }
        if (failed != null && !areFailedOut) {
            areFailedOut = true;
            failed.batch().copyHeader(batch);
            return failed.batch();
        }
        if (failed != null) {
            failed.batch().clear();
            areFailedOut = false;
        }
        waiting = null;
        counters.passed += batch.size;
        counters.out += batch.size;
        return batch;
    }

    @Override
    public void capture(StateWriter out) {
        // Nothing is kept from one batch to the next.
    }

    @Override
    public void restore(StateReader in) {
        // Nothing was captured.
    }

    @Override
    public long held() {
        return stranded + (waiting == null ? 0 : waiting.size);
    }

    /** Which keys have most rows, or null where all have the same. */
    public FrequentKeys.@Nullable Snapshot frequentKeys() {
        return frequent == null ? null : frequent.snapshot();
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }
}
