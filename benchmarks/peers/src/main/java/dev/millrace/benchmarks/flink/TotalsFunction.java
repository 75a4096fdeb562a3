package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.recovery.Trial;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * An update for each bid; the state on the heap is changed in place, which Flink allows: what a checkpoint still needs it
 * has copied before it gives it out. Takes the time from the beginning of a checkpoint in this task to the next bid.
 */
final class TotalsFunction extends RichMapFunction<Bid, KeyUpdate> implements CheckpointedFunction {

    @Serial
    private static final long serialVersionUID = 1L;

    // Set by open, before any record.
    @SuppressWarnings("NullAway.Init")
    private transient ValueState<KeyTotals> state;

    @SuppressWarnings("NullAway.Init")
    private transient Trial trial;

    private transient long checkpointBegin;

    @Override
    public void open(OpenContext context) {
        trial = Trial.current();
        state = getRuntimeContext()
                .getState(new ValueStateDescriptor<>(
                        "totals", new RecordType<>(KeyTotals.class, KeyTotalsSerializer.INSTANCE)));
    }

    @Override
    public KeyUpdate map(Bid bid) throws IOException {
        if (checkpointBegin != 0) {
            trial.onPause(System.nanoTime() - checkpointBegin);
            checkpointBegin = 0;
        }
        KeyTotals totals = state.value();
        if (totals == null) {
            totals = new KeyTotals();
            state.update(totals);
        }
        totals.add(bid.price());
        return new KeyUpdate(bid.auction(), totals.count, totals.sum, totals.min, totals.max);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        checkpointBegin = System.nanoTime();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
}
