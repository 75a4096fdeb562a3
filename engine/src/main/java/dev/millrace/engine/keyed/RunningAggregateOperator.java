package dev.millrace.engine.keyed;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.failure.FailedResult;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.Prefetch;
import dev.millrace.engine.state.StateLayout;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates all records of each key, and gives the result after each.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>The result after each row is wanted. Where the aggregate is one pass over one column, as count, sum, least and
 * greatest of a number are, rows are added one by one. Else kernels fold many rows at once: a batch is cut into runs in
 * which no key occurs twice, and a run is folded at once; then the result of each of its keys is the one after its row.
 */
public final class RunningAggregateOperator implements Operator, ShownByKey {

    private final AggregatePlan plan;
    private final boolean isOnePass;
    private final KeyKind keyKind;
    private final Accumulators accumulators;
    private final KeyTable keys = new KeyTable();
    private final OperatorCounters counters = new OperatorCounters();
    private final Batch results;
    private final int[] ids;
    private final int[] slots;
    private final Failures failures;
    private final RejectedRows rejected;
    private final AggregatePlan.Refused refused = this::refuse;

    /** By id: its slot, 0 before its first record. */
    private int[] slotOfId = new int[16];

    /** By id: the run in which it occurred last. */
    private int[] runOfId = new int[16];

    private final ChangedRows changed = new ChangedRows();
    private final Prefetch prefetch = new Prefetch();

    private int run;
    private @Nullable Batch input;
    private long stranded;

    /**
     * Makes one without state.
     *
     * @param aggregate what is computed
     * @param keyKind how keys come and are given back
     * @param failures what becomes of records that the aggregate does not take, and of rows that it does not give
     * @param batchCapacity rows in a batch
     */
    public RunningAggregateOperator(
            Aggregate<?, ?, ?> aggregate, KeyKind keyKind, Failures failures, int batchCapacity) {
        this.failures = failures;
        rejected = new RejectedRows(failures);
        plan = new AggregatePlan(aggregate, false);
        isOnePass = plan.isOnePass();
        this.keyKind = keyKind;
        accumulators = new Accumulators(plan);
        results = new Batch(batchCapacity);
        ids = new int[batchCapacity];
        slots = new int[batchCapacity];
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        int rows = batch.size;
        counters.in += rows;
        results.clear();
        long accountedBefore = counters.passed + counters.failed;
        try {
            plan.readColumns(batch, rejected);
            if (!rejected.isEmpty()) {
                rejected.takeOut(batch, counters);
                plan.keepColumns(rejected);
                rejected.clear();
            }
            keys.resolve(batch, ids);
            changed.addAll(ids, batch.size);
            if (isOnePass) {
                addEach(batch);
            } else {
                addRuns(batch);
            }
        } catch (RecordFailure failure) {
            counters.failed++;
            stranded = rows - (counters.passed + counters.failed - accountedBefore);
            throw failure;
        }
        System.arraycopy(batch.timestamps, 0, results.timestamps, 0, batch.size);
        System.arraycopy(batch.origins, 0, results.origins, 0, batch.size);
        if (batch.hasSplitWatermarks) {
            results.becomeSplitWatermarked();
            System.arraycopy(batch.splitWatermarks, 0, results.splitWatermarks, 0, batch.size);
        }
        input = batch;
    }

    /** Adds each row and gives its result, while its slot is at hand. */
    private void addEach(Batch batch) throws RecordFailure {
        int group = slotOfId.length < Prefetch.ROWS_OF_STATE_MIN ? batch.size : Prefetch.ROWS;
        int row = 0;
        try {
            while (row < batch.size) {
                int end = Math.min(row + group, batch.size);
                if (group == Prefetch.ROWS) {
                    prefetch.took(readSlots(row, end));
                }
                for (; row < end; row++) {
                    results.values[row] = add(batch, row);
                }
            }
        } finally {
            counters.passed += row;
        }
        results.size = row;
    }

    /** Reads the slots of rows, which the processor then has at hand. */
    private long readSlots(int from, int to) {
        for (int row = from; row < to; row++) {
            slots[row] = ids[row] < slotOfId.length ? slotOfId[ids[row]] : 0;
        }
        long sum = 0;
        for (int row = from; row < to; row++) {
            sum += accumulators.records(slots[row]);
        }
        return sum;
    }

    private Change<Object, Object> add(Batch batch, int row) throws RecordFailure {
        int id = ids[row];
        if (id >= slotOfId.length) {
            grow(id);
        }
        int slot = slotOfId[id];
        ChangeKind kind = ChangeKind.UPDATE;
        if (slot == 0) {
            slot = accumulators.takeSlot();
            kind = ChangeKind.INSERT;
        }
        plan.add(accumulators, keys, slot, id, batch, row);
        slotOfId[id] = slot;
        return change(kind, slot, batch, row);
    }

    private void addRuns(Batch batch) throws RecordFailure {
        for (int from = 0; from < batch.size; ) {
            int to = endOfRun(from, batch.size);
            plan.update(accumulators, keys, slots, ids, batch, from, to, refused);
            give(batch, from, to);
            from = to;
        }
        results.size = batch.size;
        if (!rejected.isEmpty()) {
            rejected.takeOut(batch, counters);
            rejected.keep(results.values);
            results.size = batch.size;
            rejected.clear();
        }
    }

    private void refuse(Batch batch, RecordFailure failure) throws RecordFailure {
        rejected.add(failure);
        int row = failure.row();
        if (slotOfId[ids[row]] == 0) {
            accumulators.releaseSlot(slots[row]);
        }
    }

    /** Goes on until a key comes again, and finds the slots on the way. */
    private int endOfRun(int from, int end) {
        run++;
        int row = from;
        for (; row < end; row++) {
            int id = ids[row];
            if (id >= slotOfId.length) {
                grow(id);
            }
            if (runOfId[id] == run) {
                break;
            }
            runOfId[id] = run;
            slots[row] = slotOfId[id];
            if (slots[row] == 0) {
                slots[row] = accumulators.takeSlot();
            }
        }
        return row;
    }

    private void give(Batch batch, int from, int to) throws RecordFailure {
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            if (slot != Accumulators.TRASH) {
                int id = ids[row];
                ChangeKind kind = slotOfId[id] == 0 ? ChangeKind.INSERT : ChangeKind.UPDATE;
                slotOfId[id] = slot;
                results.values[row] = change(kind, slot, batch, row);
                counters.passed++;
            }
        }
    }

    /** The row of a key after one of its records; it is not there if the aggregate does not give it. */
    @SuppressWarnings("NullAway") // its last value is not known
    private Change<Object, Object> change(ChangeKind kind, int slot, Batch batch, int row) throws RecordFailure {
        Object key = key(batch, row);
        try {
            return new Change<>(kind, key, plan.reader().read(accumulators, slot));
        } catch (Throwable thrown) {
            RecordFailure failure = new RecordFailure(batch.origins[row], thrown);
            failures.setAside(new FailedResult(key, null), batch.timestamps[row], failure, counters);
            return new Change<>(ChangeKind.DELETE, key, null);
        }
    }

    /** A new box for each change: those of an earlier one would have to be fetched from all over the heap. */
    @SuppressWarnings("NullAway") // rows below size are set
    private Object key(Batch batch, int row) {
        return switch (keyKind) {
            case LONG -> batch.keys[row];
            case INT -> (int) batch.keys[row];
            case OBJECT -> batch.keyObjects[row];
        };
    }

    private void grow(int id) {
        int capacity = Math.max(id + 1, slotOfId.length * 2);
        slotOfId = Arrays.copyOf(slotOfId, capacity);
        runOfId = Arrays.copyOf(runOfId, capacity);
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

    @Override
    public void capture(StateWriter out) {
        new StateLayout(plan.describeFormat()).capture(out);
        out.rows("aggregates");
        changed.capture(out, 0, Math.min(slotOfId.length, keys.idEnd()), new ChangedRows.RowWriter() {
            @Override
            public void write(int id, StateWriter entries) {
                if (slotOfId[id] != 0) {
                    entries.entry(keys, id);
                    accumulators.write(slotOfId[id], entries);
                }
            }

            @Override
            public long fetch(int id) {
                return keys.key(id) + accumulators.records(slotOfId[id]);
            }
        });
    }

    @Override
    public void restore(StateReader in) {
        new StateLayout(plan.describeFormat()).requireSame(in);
        while (in.next("aggregates")) {
            int id = in.newId(keys);
            if (id >= slotOfId.length) {
                grow(id);
            }
            slotOfId[id] = accumulators.takeSlot();
            accumulators.read(in, slotOfId[id]);
            keys.retain(id);
        }
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) throws Exception {
        for (int id = 0; id < slotOfId.length; id++) {
            if (slotOfId[id] != 0) {
                visitor.accept(keyKind.key(keys, id), plan.reader().read(accumulators, slotOfId[id]));
            }
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
        accumulators.weigh(footprint);
        keys.weigh(footprint);
        footprint.ints(slotOfId);
        footprint.ints(runOfId);
        changed.weigh(footprint);
    }
}
