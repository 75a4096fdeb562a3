package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import org.jspecify.annotations.Nullable;

/** Reads from each record the value of its row; null if it deletes the row. */
final class RecordReader implements ValueReader {

    private final ThrowingFunction<Object, @Nullable Object> function;

    /**
     * Makes one.
     *
     * @param function reads the value
     */
    public RecordReader(ThrowingFunction<Object, @Nullable Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void read(Batch batch, int from, @Nullable Object[] into) throws RecordFailure {
        int row = from;
        try {
            for (; row < batch.size; row++) {
                into[row] = function.apply(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
