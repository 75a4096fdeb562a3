package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/**
 * What an operator does to a batch in place: one loop over its rows. Run by {@link RowLoopOperator}.
 *
 * <p>A loop catches everything that user code throws, errors too, since it alone knows the record to blame.
 *
 * <p>One class for each kind of loop, so that the call of the user's function in it sees as few targets as possible.
 */
public interface RowLoop {

    /**
     * Changes the batch in place.
     *
     * @param batch any number of rows, perhaps none
     * @param counters for rows that do not stay
     * @throws RecordFailure if a record could not be processed
     */
    void run(Batch batch, OperatorCounters counters) throws RecordFailure;

    /** As {@link Operator#capture}; most loops have no state. */
    default void capture(StateWriter out) {}

    /** As {@link Operator#restore}; most loops have no state. */
    default void restore(StateReader in) {}

    /** As {@link Operator#weigh}; most loops have no state. */
    default void weigh(Footprint footprint) {}
}
