package dev.millrace.engine.window;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.aggregate.Partial;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * The first of two stages of an aggregation over aligned windows: before rows go to the owner of their key, those of one
 * batch that have the same key and slice become one row, a {@link Partial}. That makes few keys, one key, or one key that
 * is busier than all others as cheap as many.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Nothing is kept from one batch to the next, so time, idleness and the end need no thought here. A row that may be late,
 * being behind the watermark of this task or of its split, passes as it is: lateness is judged on records.
 *
 * <p>Where most rows of a batch have keys of their own this is work for nothing. Then the next batches pass as they are, and
 * now and then one is tried again.
 */
public final class PartialAggregateOperator implements Operator {

    /** If more than this share of the rows would be left it is not worth the work: three quarters. */
    private static final int WORTH_NUMERATOR = 3;

    private static final int WORTH_DENOMINATOR = 4;

    /** Batches that pass as they are before another is tried. */
    private static final int PASSING_BATCHES = 63;

    private final AlignedWindows windows;
    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys = new KeyTable();
    private final KeyKind keyKind;
    private final Slices slices = new Slices();
    private final int[] ids;
    private final int[] slots;
    private final OperatorCounters counters = new OperatorCounters();
    private final Batch output;
    private final RejectedRows rejected;

    private long watermark = Long.MIN_VALUE;
    private int passing;
    private @Nullable Batch waiting;
    private long stranded;

    /**
     * Makes one.
     *
     * @param windows of the aggregation
     * @param aggregate what is computed; not one that needs records in order
     * @param isTracked as in the second stage
     * @param keyKind how keys come
     * @param failures what becomes of records that the aggregate does not take
     * @param batchCapacity rows in a batch
     */
    public PartialAggregateOperator(
            AlignedWindows windows,
            Aggregate<?, ?, ?> aggregate,
            boolean isTracked,
            KeyKind keyKind,
            Failures failures,
            int batchCapacity) {
        this.windows = windows;
        rejected = new RejectedRows(failures);
        plan = new AggregatePlan(aggregate, isTracked);
        accumulators = new Accumulators(plan);
        this.keyKind = keyKind;
        ids = new int[batchCapacity];
        slots = new int[batchCapacity];
        output = new Batch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        if (batch.size < 2 || passing > 0) {
            passing = Math.max(0, passing - 1);
            waiting = batch;
        } else {
            waiting = combine(batch) ? output : batch;
        }
        watermark = Math.max(watermark, batch.watermark);
        counters.passed += batch.size;
    }

    /** False if the batch is to pass as it is, since rows in it are to be set aside. */
    private boolean combine(Batch batch) throws RecordFailure {
        output.clear();
        output.becomeKeyed(batch.keyObjects.length > 0);
        try {
            keys.resolve(batch, ids);
            plan.readColumns(batch, rejected);
            if (!rejected.isEmpty()) {
                rejected.clear();
                return false;
            }
            assign(batch);
            plan.update(accumulators, keys, slots, ids, batch, 0, batch.size);
        } catch (RecordFailure failure) {
            counters.failed++;
            stranded = batch.size - 1L;
            throw failure;
        }
        accumulators.wipeTrash();
        while (slices.hasOpen()) {
            give(slices.firstOpen());
            slices.removeFirstOpen();
        }
        keys.onWindowClosed();
        keys.sweep(2 * batch.size + 1);
        if (output.size * WORTH_DENOMINATOR > batch.size * WORTH_NUMERATOR) {
            passing = PASSING_BATCHES;
        }
        output.copyHeader(batch);
        return true;
    }

    private void assign(Batch batch) throws RecordFailure {
        int row = 0;
        try {
            for (Slice slice = slices.findOrAdd(batch.timestamps[0], this::makeSlice); row < batch.size; row++) {
                slice = assign(batch, row, slice);
            }
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    /** Finds the slot of a row, and returns the slice that it lies in if it lies in any. */
    private Slice assign(Batch batch, int row, Slice before) {
        long timestamp = batch.timestamps[row];
        if (timestamp < judge(batch, row)) {
            slots[row] = Accumulators.TRASH;
            output.append(batch, row);
            return before;
        }
        Slice slice = before.contains(timestamp) ? before : slices.findOrAdd(timestamp, this::makeSlice);
        slots[row] = slice.slot(accumulators, ids[row]);
        slice.latest = Math.max(slice.latest, timestamp);
        return slice;
    }

    private long judge(Batch batch, int row) {
        return batch.hasSplitWatermarks ? Math.max(watermark, batch.splitWatermarks[row]) : watermark;
    }

    private Slice makeSlice(long timestamp) {
        return new Slice(windows.sliceStart(timestamp), windows.sliceEnd(timestamp));
    }

    private void give(Slice slice) {
        output.hasPartials = true;
        for (int id = slice.nextUsed(accumulators, 0); id >= 0; id = slice.nextUsed(accumulators, id + 1)) {
            int slot = slice.slot(accumulators, id);
            int to = output.size++;
            long key = keys.key(id);
            output.timestamps[to] = slice.latest;
            output.origins[to] = Origin.ofResult(keyKind == KeyKind.OBJECT ? key : StableHash.of(key));
            output.values[to] = plan.take(accumulators, slot);
            output.keys[to] = key;
            if (keyKind == KeyKind.OBJECT) {
                output.keyObjects[to] = keys.keyObject(id);
            }
            if (output.hasSplitWatermarks) {
                output.splitWatermarks[to] = Long.MIN_VALUE;
            }
            accumulators.forget(slot);
            keys.release(id);
        }
        slice.close(accumulators);
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = waiting;
        waiting = null;
        counters.out += batch == null ? 0 : batch.size;
        return batch;
    }

    @Override
    public void capture(StateWriter out) {
        // Nothing is kept from one batch to the next.
    }

    @Override
    public void restore(StateReader in) {
        // Nothing was captured.
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
        slices.weigh(footprint);
    }
}
