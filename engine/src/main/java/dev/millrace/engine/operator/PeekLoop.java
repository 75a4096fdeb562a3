package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingConsumer;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;

/** Looks at each record. */
public final class PeekLoop implements ResumableLoop {

    private final ThrowingConsumer<Object> action;

    /**
     * Makes one.
     *
     * @param action what is done
     */
    public PeekLoop(ThrowingConsumer<Object> action) {
        this.action = action;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public int run(Batch batch, int from, int to, OperatorCounters counters) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                action.accept(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
        return to;
    }
}
