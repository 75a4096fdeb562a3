package dev.millrace.engine.keyed;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.Row;
import dev.millrace.api.type.All;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.NumberedRows;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all rows of a table in an order, and gives the first of them whenever they have changed, once for a batch. A
 * balanced tree, so a change costs the logarithm of the number of rows.
 */
public final class TopOperator implements Operator, ShownByKey {

    /** Of an entry, in the map, in the ranking and in the list of rows. */
    private static final int ENTRY_BYTES = 128;

    private final int rowsMax;
    private final TreeSet<Entry> ranking;
    private final Map<Object, Entry> entries = new HashMap<>();

    private final NumberedRows<Entry> rows = new NumberedRows<>();
    private final OperatorCounters counters = new OperatorCounters();
    private final Batch results;

    private List<Row<Object, Object>> last = List.of();
    private long changes;
    private boolean isInserted;
    private @Nullable Batch input;
    private long stranded;

    private record Entry(int row, Object key, Object value, long change) {}

    /**
     * Makes one without rows.
     *
     * @param rowsMax how many rows are given
     * @param order of the values, best first
     * @param batchCapacity rows in a batch
     */
    public TopOperator(int rowsMax, Comparator<Object> order, int batchCapacity) {
        this.rowsMax = rowsMax;
        ranking = new TreeSet<>(Comparator.comparing(Entry::value, order).thenComparingLong(Entry::change));
        results = new Batch(batchCapacity);
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        results.clear();
        input = batch;
        long latest = Long.MIN_VALUE;
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                change((Change<?, ?>) batch.values[row]);
                latest = Math.max(latest, batch.timestamps[row]);
            }
        } catch (Throwable thrown) {
            // The comparator is the user's.
            counters.failed++;
            counters.passed += row;
            stranded = batch.size - row - 1L;
            throw new RecordFailure(batch.origins[row], thrown);
        }
        counters.passed += batch.size;
        if (batch.size > 0) {
            give(latest);
        }
    }

    private void change(Change<?, ?> change) {
        Entry before = entries.remove(change.key());
        if (before != null) {
            ranking.remove(before);
        }
        if (change.kind() != ChangeKind.DELETE) {
            int row = before == null ? rows.take() : before.row();
            add(new Entry(row, change.key(), change.value(), changes++));
        } else if (before != null) {
            rows.remove(before.row());
        }
    }

    private void add(Entry entry) {
        rows.set(entry.row(), entry);
        entries.put(entry.key(), entry);
        ranking.add(entry);
    }

    private List<Row<Object, Object>> top() {
        List<Row<Object, Object>> top = new ArrayList<>(Math.min(rowsMax, ranking.size()));
        for (Entry entry : ranking) {
            if (top.size() == rowsMax) {
                break;
            }
            top.add(new Row<>(entry.key(), entry.value()));
        }
        return List.copyOf(top);
    }

    private void give(long timestamp) {
        List<Row<Object, Object>> top = top();
        if (top.equals(last)) {
            return;
        }
        last = top;
        results.timestamps[0] = timestamp;
        results.origins[0] = Origin.ofResult(0);
        results.values[0] = new Change<>(isInserted ? ChangeKind.UPDATE : ChangeKind.INSERT, All.ALL, last);
        results.size = 1;
        isInserted = true;
    }

    @Override
    public @Nullable Batch next() {
        Batch from = input;
        if (from == null) {
            return null;
        }
        input = null;
        results.copyHeader(from);
        counters.out += results.size;
        return results;
    }

    // One task has the whole table.

    @Override
    public void capture(StateWriter out) {
        out.list("given");
        out.entryForAny();
        out.writeBoolean(isInserted);
        rows.capture(out, "ranked", (entry, to) -> {
            to.entryForAny();
            to.writeLong(entry.change());
            to.writeValue(entry.key());
            to.writeValue(entry.value());
        });
    }

    @Override
    public void restore(StateReader in) {
        while (in.next("given")) {
            isInserted |= in.readBoolean();
        }
        // Of equal rows the one that changed last comes last.
        List<Entry> ranked = new ArrayList<>();
        // Lists of an earlier format are in that order.
        while (in.next("rows")) {
            ranked.add(new Entry(rows.take(), in.readObject(), in.readObject(), ranked.size()));
        }
        while (in.next("ranked")) {
            long change = in.readLong();
            ranked.add(new Entry(rows.take(), in.readObject(), in.readObject(), change));
        }
        for (Entry entry : ranked) {
            changes = Math.max(changes, entry.change() + 1);
            add(entry);
        }
        last = top();
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        if (isInserted) {
            visitor.accept(All.ALL, last);
        }
    }

    @Override
    public long held() {
        return stranded;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        footprint.keys(entries.size());
        rows.weigh(footprint);
        footprint.objects(entries.size(), ENTRY_BYTES);
        footprint.objects(entries.size(), place -> ranking.first().value());
        footprint.objects(entries.size(), place -> ranking.first().key());
    }
}
