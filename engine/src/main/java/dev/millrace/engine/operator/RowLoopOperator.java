package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a {@link RowLoop} on each batch and passes the same batch on. */
public final class RowLoopOperator implements Operator, ShownByKey {

    private final RowLoop loop;
    private final OperatorCounters counters = new OperatorCounters();
    private @Nullable Batch waiting;

    /** Rows of a batch in which one failed: the job stops, but they stay accounted for. */
    private long stranded;

    /**
     * Makes one.
     *
     * @param loop what is done to a batch
     */
    public RowLoopOperator(RowLoop loop) {
        this.loop = loop;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        int rows = batch.size;
        counters.in += rows;
        long filteredBefore = counters.filtered;
        try {
            loop.run(batch, counters);
        } catch (RecordFailure failure) {
            counters.failed++;
            stranded = rows - 1 - (counters.filtered - filteredBefore);
            throw failure;
        }
        waiting = batch;
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = waiting;
        if (batch != null) {
            waiting = null;
            counters.passed += batch.size;
            counters.out += batch.size;
        }
        return batch;
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
}
