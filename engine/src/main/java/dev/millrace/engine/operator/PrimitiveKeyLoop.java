package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;

/** Fills the column of keys where a {@link PrimitiveView} of the key function exists: no key is ever boxed. */
public final class PrimitiveKeyLoop implements KeyReader {

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
    public void read(Batch batch, int from, int to) throws RecordFailure {
        long[] keys = batch.keys;
        int row = from;
        try {
            for (; row < to; row++) {
                keys[row] = function.applyAsLong(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
