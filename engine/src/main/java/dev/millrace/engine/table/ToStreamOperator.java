package dev.millrace.engine.table;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.table.RowKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** Tells of each change which row is taken away and which is added; for that it keeps the rows. */
public final class ToStreamOperator implements Operator {

    private final KeyTable keys = new KeyTable();
    private final TableRows rows = new TableRows();
    private final ChangedRows changed = new ChangedRows();
    private final OperatorCounters counters = new OperatorCounters();
    private final Batch output;
    private final int[] ids;
    private @Nullable Batch input;

    /** The row whose turn it is. */
    private int row;

    /** The second half of the update of that row, if the first is out. */
    private @Nullable RowChange<Object, Object> after;

    private long stranded;

    /**
     * Makes one without rows.
     *
     * @param batchCapacity rows in a batch
     */
    public ToStreamOperator(int batchCapacity) {
        output = new Batch(batchCapacity);
        ids = new int[batchCapacity];
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        keys.resolve(batch, ids);
        input = batch;
        row = 0;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = input;
        if (batch == null) {
            return null;
        }
        // The header stays as it was until all rows have gone: only then does time go on.
        output.clear();
        while (!output.isFull()) {
            RowChange<Object, Object> second = after;
            if (second != null) {
                after = null;
                add(batch, second);
                done();
            } else if (row < batch.size) {
                tell(batch);
            } else {
                finish(batch);
                break;
            }
        }
        counters.out += output.size;
        return output;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void tell(Batch batch) throws RecordFailure {
        Change<?, ?> cause = (Change<?, ?>) batch.values[row];
        int id = ids[row];
        Change<Object, Object> before = rows.row(id);
        Change<Object, Object> change;
        changed.add(id);
        try {
            change = cause.kind() == ChangeKind.DELETE ? rows.remove(id) : rows.put(id, cause.key(), cause.value());
        } catch (Throwable thrown) {
            // The equality of values is the user's.
            counters.failed++;
            stranded = batch.size - row - 1L;
            input = null;
            throw new RecordFailure(batch.origins[row], thrown);
        }
        if (change == null) {
            done();
        } else if (before == null) {
            add(batch, new RowChange<>(RowKind.INSERT, change.key(), change.value()));
            done();
        } else if (change.kind() == ChangeKind.DELETE) {
            add(batch, new RowChange<>(RowKind.DELETE, change.key(), change.value()));
            done();
        } else {
            add(batch, new RowChange<>(RowKind.UPDATE_BEFORE, before.key(), before.value()));
            after = new RowChange<>(RowKind.UPDATE_AFTER, change.key(), change.value());
        }
    }

    private void add(Batch batch, RowChange<Object, Object> change) {
        int to = output.size++;
        output.values[to] = change;
        output.timestamps[to] = batch.timestamps[row];
        output.origins[to] = batch.origins[row];
    }

    private void done() {
        counters.passed++;
        row++;
    }

    private void finish(Batch batch) {
        for (int i = 0; i < batch.size; i++) {
            if (rows.row(ids[i]) == null) {
                keys.remove(ids[i]);
            }
        }
        output.copyHeader(batch);
        input = null;
    }

    @Override
    public void capture(StateWriter out) {
        rows.capture(keys, changed, out);
    }

    @Override
    public void restore(StateReader in) {
        rows.restore(keys, in);
    }

    /** Number of rows. */
    int size() {
        return keys.size();
    }

    @Override
    public long held() {
        return stranded + (input == null ? 0 : input.size - row);
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        rows.weigh(footprint, keys.idEnd());
        changed.weigh(footprint);
    }
}
