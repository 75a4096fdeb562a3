package dev.millrace.engine.table;

import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes changes of changes. Each that comes in is absorbed at once: it has passed, whether another comes of it or not. */
public final class ChangesOperator implements Operator, ShownByKey, ShownRows {

    private final ChangeLoop loop;
    private final ChangeBatch changes;
    private final OperatorCounters counters = new OperatorCounters();
    private long watermark = Long.MIN_VALUE;
    private @Nullable Batch input;
    private long stranded;

    /**
     * Makes one.
     *
     * @param loop what is done to a batch
     * @param batchCapacity rows in a batch
     */
    public ChangesOperator(ChangeLoop loop, int batchCapacity) {
        this.loop = loop;
        changes = new ChangeBatch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        changes.clear();
        input = batch;
        if (batch.size > 0) {
            try {
                loop.run(batch, watermark, changes, counters);
            } catch (RecordFailure failure) {
                counters.failed++;
                stranded = batch.size - 1L;
                throw failure;
            }
            counters.passed += batch.size;
        }
        watermark = Math.max(watermark, batch.watermark);
    }

    @Override
    public @Nullable Batch next() {
        Batch from = input;
        if (from == null) {
            return null;
        }
        input = null;
        Batch output = changes.withHeader(from);
        counters.out += output.size;
        return output;
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
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        if (!(loop instanceof ShownRows shown)) {
            throw new AssertionError(loop.getClass() + " keeps no rows");
        }
        shown.showRows(visitor);
    }

    @Override
    public long held() {
        return stranded;
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
