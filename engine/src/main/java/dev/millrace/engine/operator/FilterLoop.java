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
public final class FilterLoop implements ResumableLoop {

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
    public int run(Batch batch, int from, int to, OperatorCounters counters) throws RecordFailure {
        if (matching.length < batch.size) {
            matching = new int[batch.capacity()];
        }
        int[] rows = matching;
        @Nullable Object[] values = batch.values;
        int row = from;
        int kept = 0;
        try {
            for (; row < to; row++) {
                rows[kept] = row;
                kept += predicate.test(values[row]) ? 1 : 0;
            }
        } catch (Throwable thrown) {
            counters.filtered += row - from - kept;
            batch.keep(from, row, rows, kept);
            throw new RecordFailure(batch.origins[from + kept], from + kept, thrown);
        }
        counters.filtered += to - from - kept;
        batch.keep(from, to, rows, kept);
        return from + kept;
    }
}
