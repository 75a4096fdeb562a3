package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;

/** Fills the column of keys where a {@link PrimitiveView} of the key function exists: no key is ever boxed. */
public final class PrimitiveKeyLoop implements RowLoop {

    private final ThrowingToLong<Object> function;

    /**
     * Makes one.
     *
     * @param function reads the key
     */
    public PrimitiveKeyLoop(ThrowingToLong<Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        batch.isKeyed = false;
        batch.becomeKeyed(false);
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                batch.keys[row] = function.applyAsLong(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }
}
