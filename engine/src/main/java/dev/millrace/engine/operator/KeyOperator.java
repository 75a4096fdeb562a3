package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives rows their keys and passes the same batch on. Rows without a key leave by {@link Batch#FAILED_PORT} if they are set aside;
 * else the first one fails the job.
 */
public final class KeyOperator implements Operator {

    private final RowLoopOperator rows;
    private final boolean hasObjects;
    private final @Nullable FrequentKeys frequent;

    /**
     * Makes one.
     *
     * @param keys reads the keys
     * @param kind how they are kept
     * @param frequent sees which keys have most rows; null where all have the same
     * @param failures what becomes of rows without a key
     */
    public KeyOperator(KeyReader keys, KeyKind kind, @Nullable FrequentKeys frequent, Failures failures) {
        ResumableLoop loop = (batch, from, to, counters) -> {
            keys.read(batch, from, to);
            return to;
        };
        rows = new RowLoopOperator(loop, failures);
        hasObjects = kind == KeyKind.OBJECT;
        this.frequent = frequent;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        batch.isKeyed = false;
        batch.becomeKeyed(hasObjects);
        rows.accept(batch);
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = rows.next();
        if (batch != null && batch.port == Batch.MAIN_PORT && frequent != null) {
            frequent.sample(batch);
        }
        return batch;
    }

    @Override
    public boolean isDrained() {
        return rows.isDrained();
    }

    @Override
    public boolean isWaiting() {
        return rows.isWaiting();
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
        return rows.held();
    }

    /** Which keys have most rows, or null where all have the same. */
    public FrequentKeys.@Nullable Snapshot frequentKeys() {
        return frequent == null ? null : frequent.snapshot();
    }

    @Override
    public OperatorCounters counters() {
        return rows.counters();
    }
}
