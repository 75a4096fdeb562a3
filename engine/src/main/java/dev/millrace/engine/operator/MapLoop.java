package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import org.jspecify.annotations.Nullable;

/** Replaces each record. */
public final class MapLoop implements ResumableLoop {

    private final ThrowingFunction<Object, Object> function;

    /**
     * Makes one.
     *
     * @param function computes the replacement
     */
    public MapLoop(ThrowingFunction<Object, Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public int run(Batch batch, int from, int to, OperatorCounters counters) throws RecordFailure {
        @Nullable Object[] values = batch.values;
        int row = from;
        try {
            for (; row < to; row++) {
                Object result = function.apply(values[row]);
                if (result == null) {
                    throw new NullPointerException("map returned null; use filter or flatMap to leave a record out");
                }
                values[row] = result;
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
        return to;
    }
}
