package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.table.Change;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RowLoop;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of a table that match. Changes that are none for them are filtered. */
public final class TableFilterLoop implements RowLoop, ShownByKey {

    private final ValueReader reader;
    private final Failures failures;
    private final KeyTable keys = new KeyTable();
    private final TableRows rows = new TableRows();
    private final ChangedRows changed = new ChangedRows();
    private final int[] ids;
    private final @Nullable Object[] values;

    /**
     * Makes one without rows.
     *
     * @param predicate true for the values of rows that are kept
     * @param failures what becomes of rows for which it throws; those that are set aside do not match
     * @param batchCapacity rows in a batch
     */
    public TableFilterLoop(ThrowingPredicate<Object> predicate, Failures failures, int batchCapacity) {
        this.failures = failures;
        reader = ValueReaders.ofMatches(predicate);
        ids = new int[batchCapacity];
        values = new @Nullable Object[batchCapacity];
    }

    @Override
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        keys.resolve(batch, ids);
        reader.readAll(batch, values, failure -> failures.setAside(batch, failure.row(), failure, counters));
        int size = batch.size;
        int row = 0;
        int kept = 0;
        try {
            for (; row < size; row++) {
                Change<Object, Object> change = change((Change<?, ?>) batch.values[row], row);
                if (change != null) {
                    batch.move(row, kept);
                    batch.values[kept++] = change;
                }
            }
        } catch (Throwable thrown) {
            // The equality of values is the user's.
            counters.filtered += row - kept;
            throw new RecordFailure(batch.origins[row], thrown);
        }
        counters.filtered += size - kept;
        batch.truncate(kept);
        for (row = 0; row < size; row++) {
            values[row] = null;
            if (rows.row(ids[row]) == null) {
                keys.remove(ids[row]);
            }
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private @Nullable Change<Object, Object> change(@Nullable Change<?, ?> cause, int row) {
        Object value = values[row];
        changed.add(ids[row]);
        return value == null ? rows.remove(ids[row]) : rows.put(ids[row], cause.key(), value);
    }

    @Override
    public void capture(StateWriter out) {
        rows.capture(keys, changed, out);
    }

    @Override
    public void restore(StateReader in) {
        rows.restore(keys, in);
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        rows.show(keys, visitor);
    }

    /** Number of rows that match. */
    int size() {
        return keys.size();
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        rows.weigh(footprint, keys.idEnd());
        changed.weigh(footprint);
    }
}
