package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;

/** Reads longs. */
public final class LongLoop implements NumberLoop {

    private final ThrowingToLong<Object> function;

    /**
     * Makes one.
     *
     * @param function reads one
     */
    public LongLoop(ThrowingToLong<Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void read(Batch batch, int from, long[] into) throws RecordFailure {
        int row = from;
        try {
            for (; row < batch.size; row++) {
                into[row] = function.applyAsLong(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
