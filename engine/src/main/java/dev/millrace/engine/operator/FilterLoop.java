package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import org.jspecify.annotations.Nullable;

/** Keeps the records that match and closes the gaps between them. */
public final class FilterLoop implements RowLoop {

    private final ThrowingPredicate<Object> predicate;

    /**
     * Makes one.
     *
     * @param predicate true for what is kept
     */
    public FilterLoop(ThrowingPredicate<Object> predicate) {
        this.predicate = predicate;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        @Nullable Object[] values = batch.values;
        int row = 0;
        int kept = 0;
        try {
            for (; row < batch.size; row++) {
                if (predicate.test(values[row])) {
                    if (kept != row) {
                        batch.move(row, kept);
                    }
                    kept++;
                }
            }
        } catch (Throwable thrown) {
            counters.filtered += row - kept;
            throw new RecordFailure(batch.origins[row], thrown);
        }
        counters.filtered += batch.size - kept;
        batch.truncate(kept);
    }
}
