package dev.millrace.engine.table;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/** What an operator with rows makes of changes: at most one change for each. Run by {@link ChangesOperator}. */
public interface ChangeLoop {

    /**
     * Takes in changes and gives others.
     *
     * @param batch at least one row; may be changed
     * @param watermark of the operator before the batch: no change may have an earlier time
     * @param changes takes what comes of it
     * @param counters of the operator
     * @throws RecordFailure if a record could not be processed
     */
    void run(Batch batch, long watermark, ChangeBatch changes, OperatorCounters counters) throws RecordFailure;

    /** As {@link Operator#capture}. */
    void capture(StateWriter out);

    /** As {@link Operator#restore}. */
    void restore(StateReader in);

    /** As {@link Operator#weigh}. */
    void weigh(Footprint footprint);
}
