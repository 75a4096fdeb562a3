package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.engine.batch.Batch;

/** Reads doubles. */
public final class DoubleLoop implements NumberLoop {

    private final ThrowingToDouble<Object> function;

    /**
     * Makes one.
     *
     * @param function reads one
     */
    public DoubleLoop(ThrowingToDouble<Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void read(Batch batch, int from, long[] into) throws RecordFailure {
        int row = from;
        try {
            for (; row < batch.size; row++) {
                into[row] = Double.doubleToRawLongBits(function.applyAsDouble(batch.values[row]));
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
