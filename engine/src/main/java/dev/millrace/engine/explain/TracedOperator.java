package dev.millrace.engine.explain;

import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.explain.Lineage.Made;
import dev.millrace.engine.explain.Notes.Note;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.ForwardingOperator;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Notes what comes to an operator with state, and what it gives. Batches have one row, so what becomes of a row is seen by the
 * counters.
 */
final class TracedOperator extends ForwardingOperator {

    private final Parentage parentage;
    private final Lineage lineage;
    private final Notes notes = new Notes();

    /** Takes each result and its token. */
    private final ObjLongConsumer<Traced> given;

    /** The row that came last, unless it was refused. */
    private @Nullable Note last;

    private long refusedBefore;

    /**
     * A result.
     *
     * @param value itself
     * @param timestamp its event time
     */
    record Traced(Object value, long timestamp) {}

    TracedOperator(Operator operator, Parentage parentage, Lineage lineage, ObjLongConsumer<Traced> given) {
        super(operator);
        this.parentage = parentage;
        this.lineage = lineage;
        this.given = given;
    }

    private long refused() {
        OperatorCounters counters = operator.counters();
        return counters.late + counters.failed + counters.dropped;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        assert batch.size <= 1 : "rows come one by one";
        last = null;
        if (batch.size > 0) {
            lineage.note(1);
            last = notes.add(batch, 0);
            refusedBefore = refused();
        }
        operator.accept(batch);
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = operator.next();
        Note came = last;
        if (came != null && refused() > refusedBefore) {
            notes.remove(came);
            last = null;
        }
        if (batch != null && batch.port != Batch.FAILED_PORT) {
            trace(batch);
        }
        return batch;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void trace(Batch batch) {
        for (int row = 0; row < batch.size; row++) {
            Object value = batch.values[row];
            if (value instanceof LateRecord) {
                // It is what it was.
                continue;
            }
            Made made = parentage.of(value, batch.timestamps[row], batch.origins[row], last, notes);
            batch.origins[row] = lineage.add(made);
            if (batch.port == Batch.MAIN_PORT || value instanceof WindowResult) {
                given.accept(new Traced(value, batch.timestamps[row]), batch.origins[row]);
            }
        }
    }
}
