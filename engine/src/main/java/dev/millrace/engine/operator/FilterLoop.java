package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records that match and closes the gaps between them.
 *
 * <p>First it only notes which ones: without a branch, since where half of the records match, no processor can predict
 * one. Then what is kept moves, a column at a time.
 */
public final class FilterLoop implements RowLoop {

    private final ThrowingPredicate<Object> predicate;
    private int[] matching = new int[0];

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
        if (matching.length < batch.size) {
            matching = new int[batch.capacity()];
        }
        int[] rows = matching;
        @Nullable Object[] values = batch.values;
        int row = 0;
        int kept = 0;
        try {
            for (; row < batch.size; row++) {
                rows[kept] = row;
                kept += predicate.test(values[row]) ? 1 : 0;
            }
        } catch (Throwable thrown) {
            counters.filtered += row - kept;
            throw new RecordFailure(batch.origins[row], thrown);
        }
        counters.filtered += batch.size - kept;
        batch.keep(rows, kept);
    }
}
