package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.Row;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RowLoop;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Replaces the value of each row, whatever has happened to it. */
public final class TableMapLoop implements RowLoop {

    private final ThrowingFunction<Object, Object> function;
    private final boolean isOfRows;

    /**
     * Makes one; called by {@link #of}.
     *
     * @param function computes the replacement
     * @param isOfRows whether it takes the whole row
     */
    public TableMapLoop(ThrowingFunction<Object, Object> function, boolean isOfRows) {
        this.function = function;
        this.isOfRows = isOfRows;
    }

    /** Makes one whose compiled code belongs to the function. */
    public static RowLoop of(ThrowingFunction<Object, Object> function, boolean isOfRows) {
        return OwnCode.loop(MethodHandles.lookup(), RowLoop.class, TableMapLoop.class, function, isOfRows);
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        @Nullable Object[] values = batch.values;
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                Change<?, ?> change = (Change<?, ?>) values[row];
                Object value = function.apply(isOfRows ? new Row<>(change.key(), change.value()) : change.value());
                if (value == null) {
                    throw new NullPointerException("the map of a table returned null; use filter to leave a row out");
                }
                values[row] = new Change<>(change.kind(), change.key(), value);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }
}
