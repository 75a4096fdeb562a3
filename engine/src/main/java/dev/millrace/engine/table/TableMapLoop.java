package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.Row;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RowLoop;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the value of each row, whatever has happened to it. A row for which that fails is deleted, if the job goes on: whether it
 * was there before is not known here, but those know who keep rows.
 */
public final class TableMapLoop implements RowLoop {

    private final ThrowingFunction<Object, Object> function;
    private final boolean isOfRows;
    private final Failures failures;

    /**
     * Makes one; called by {@link #of}.
     *
     * @param function computes the replacement
     * @param isOfRows whether it takes the whole row
     * @param failures what becomes of rows for which it fails
     */
    public TableMapLoop(ThrowingFunction<Object, Object> function, Boolean isOfRows, Failures failures) {
        this.function = function;
        this.isOfRows = isOfRows;
        this.failures = failures;
    }

    /** Makes one whose compiled code belongs to the function. */
    public static RowLoop of(ThrowingFunction<Object, Object> function, boolean isOfRows, Failures failures) {
        return OwnCode.loop(MethodHandles.lookup(), RowLoop.class, TableMapLoop.class, function, isOfRows, failures);
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        for (int row = 0; row < batch.size; row++) {
            try {
                row = run(batch, row);
            } catch (RecordFailure failure) {
                failures.setAside(batch, failure.row(), failure, counters);
                row = failure.row();
                batch.values[row] = new Change<>(ChangeKind.DELETE, ((Change<?, ?>) batch.values[row]).key(), null);
            }
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private int run(Batch batch, int from) throws RecordFailure {
        @Nullable Object[] values = batch.values;
        int row = from;
        try {
            for (; row < batch.size; row++) {
                Change<?, ?> change = (Change<?, ?>) values[row];
                if (change.value() == null) {
                    // Deleted by another map, for which it had failed.
                    continue;
                }
                Object value = function.apply(isOfRows ? new Row<>(change.key(), change.value()) : change.value());
                if (value == null) {
                    throw new NullPointerException("the map of a table returned null; use filter to leave a row out");
                }
                values[row] = new Change<>(change.kind(), change.key(), value);
            }
            return row;
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }
}
