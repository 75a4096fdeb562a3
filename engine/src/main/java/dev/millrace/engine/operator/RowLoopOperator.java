package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link RowLoop} on each batch and passes the same batch on. Rows that fail leave by {@link Batch#FAILED_PORT}, or are
 * tried again before the batch goes on, where the loop can be resumed and the policy says so.
 */
public final class RowLoopOperator implements Operator, ShownByKey {

    private final RowLoop loop;

    /** Null if the loop cannot go on behind a row that failed. */
    private final @Nullable GuardedLoop guarded;

    private final @Nullable Failures failures;
    private final OperatorCounters counters = new OperatorCounters();
    private @Nullable Batch waiting;

    /** Rows of a batch in which one failed for all: the job stops, but they stay accounted for. */
    private long stranded;

    /**
     * Makes one that fails with its first row that fails.
     *
     * @param loop what is done to a batch
     */
    public RowLoopOperator(RowLoop loop) {
        this.loop = loop;
        guarded = null;
        failures = null;
    }

    /**
     * Makes one.
     *
     * @param loop what is done to a batch
     * @param failures what becomes of rows that fail
     */
    public RowLoopOperator(ResumableLoop loop, Failures failures) {
        this.loop = loop;
        this.failures = failures;
        guarded = new GuardedLoop(loop, failures, counters);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        int rows = batch.size;
        counters.in += rows;
        long accountedBefore = counters.filtered + counters.failed;
        try {
            if (guarded == null) {
                runToEnd(batch);
            } else {
                guarded.run(batch);
            }
        } catch (RecordFailure failure) {
            stranded = rows - (counters.filtered + counters.failed - accountedBefore);
            throw failure;
        }
        waiting = batch;
    }

    private void runToEnd(Batch batch) throws RecordFailure {
        try {
            loop.run(batch, counters);
        } catch (RecordFailure failure) {
            counters.failed++;
            throw failure;
        }
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = waiting;
        if (batch == null) {
            return null;
        }
        if (guarded != null && failures != null) {
            if (guarded.isWaiting() && !retry(guarded, batch)) {
                return null;
            }
            Batch failed = failures.next(batch);
            if (failed != null) {
                return failed;
            }
            failures.clear();
        }
        waiting = null;
        counters.passed += batch.size;
        counters.out += batch.size;
        return batch;
    }

    /** Whether all rows are done. */
    private boolean retry(GuardedLoop rows, Batch batch) throws RecordFailure {
        try {
            rows.retry(batch);
        } catch (RecordFailure failure) {
            // The row is still in the batch, but accounted for.
            waiting = null;
            stranded = batch.size - 1L;
            throw failure;
        }
        return !rows.isWaiting();
    }

    @Override
    public boolean isDrained() {
        return waiting == null;
    }

    @Override
    public boolean isWaiting() {
        return guarded != null && waiting != null && guarded.isWaiting();
    }

    @Override
    public void capture(StateWriter out) {
        loop.capture(out);
    }

    @Override
    public void restore(StateReader in) {
        loop.restore(in);
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) throws Exception {
        if (!(loop instanceof ShownByKey shown)) {
            throw new AssertionError(loop.getClass() + " has nothing to show");
        }
        shown.show(visitor);
    }

    @Override
    public long held() {
        return stranded + (waiting == null ? 0 : waiting.size);
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        loop.weigh(footprint);
    }
}
