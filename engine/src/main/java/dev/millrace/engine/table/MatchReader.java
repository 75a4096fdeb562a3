package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import org.jspecify.annotations.Nullable;

/** Reads the value of each row that was changed and matches; null for one that does not or was deleted. */
final class MatchReader implements ValueReader {

    private final ThrowingPredicate<Object> predicate;

    /**
     * Makes one.
     *
     * @param predicate true for values that match
     */
    public MatchReader(ThrowingPredicate<Object> predicate) {
        this.predicate = predicate;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void read(Batch batch, int from, @Nullable Object[] into) throws RecordFailure {
        int row = from;
        try {
            for (; row < batch.size; row++) {
                Change<?, ?> change = (Change<?, ?>) batch.values[row];
                boolean isThere = change.kind() != ChangeKind.DELETE && predicate.test(change.value());
                into[row] = isThere ? change.value() : null;
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
