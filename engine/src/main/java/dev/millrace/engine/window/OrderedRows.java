package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/** Rows in their order, a batch of them at a time with its columns read, and how far they have been used. */
final class OrderedRows {

    private final AggregatePlan plan;
    private final KeyTable keys;
    private final WaitingRows waiting;

    final Batch batch;

    /** By row. */
    final int[] ids;

    /** The next row to be used. */
    int next;

    OrderedRows(SharedState state, boolean isInArrivalOrder) {
        plan = state.plan();
        keys = state.keys();
        waiting = new WaitingRows(keys, isInArrivalOrder);
        batch = new Batch(state.batchCapacity());
        ids = new int[state.batchCapacity()];
    }

    void add(Batch from, int row, int id) {
        waiting.add(from, row, id);
    }

    /** Gets further rows when all at hand have been used; false if there are none whose turn it is. */
    boolean hasNext(long watermark) throws RecordFailure {
        if (next < batch.size) {
            return true;
        }
        batch.clear();
        next = 0;
        waiting.release(watermark, batch, ids);
        if (batch.size > 0) {
            plan.readColumns(batch);
        }
        return batch.size > 0;
    }

    /** Rows up to one have been used. */
    void use(int to) {
        for (; next < to; next++) {
            keys.release(ids[next]);
        }
    }

    /** Writes all rows; only when those at hand have been used. */
    void capture(StateWriter out, String list) {
        assert next == batch.size : "rows at hand are used before anything else happens";
        waiting.capture(out, list);
    }

    void restore(StateReader in, String list) {
        waiting.restore(in, list);
    }

    /** Rows that have not been used. */
    int size() {
        return waiting.size() + batch.size - next;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        waiting.weigh(footprint);
    }
}
