package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import org.jspecify.annotations.Nullable;

/** Reads something from the value of each row that was changed; null for one that was deleted. */
final class ChangeReader implements ValueReader {

    private final ThrowingFunction<Object, @Nullable Object> function;

    /**
     * Makes one.
     *
     * @param function reads from a value
     */
    public ChangeReader(ThrowingFunction<Object, @Nullable Object> function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void read(Batch batch, int from, @Nullable Object[] into) throws RecordFailure {
        int row = from;
        try {
            for (; row < batch.size; row++) {
                Change<?, ?> change = (Change<?, ?>) batch.values[row];
                into[row] = change.kind() == ChangeKind.DELETE ? null : function.apply(change.value());
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
