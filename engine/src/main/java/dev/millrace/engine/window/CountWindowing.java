package dev.millrace.engine.window;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.CountWindow;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows of a number of records. The records of a key are cut into blocks, so that a window is a run of whole blocks and
 * blocks are as large as that allows; each block is a partial in the queue of its key.
 */
final class CountWindowing implements Windowing {

    private final CountWindow window;
    private final long blockSize;
    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final PartialQueues queues;
    private final OrderedRows rows;
    private final int[] slots;

    /** By id: records so far, since the key had no records here. */
    private long[] totals = new long[16];

    /** By id: blocks that have left its queue. */
    private long[] evicted = new long[16];

    /** By id: the slot of the block that is being filled, 0 if there is none. */
    private int[] filling = new int[16];

    /** By id: time of the first record in that block, and of the last record. */
    private long[] fillingSince = new long[16];

    private long[] lastTimes = new long[16];

    /** By id; told before anything is counted, given or forgotten. */
    private final ChangedRows changed = new ChangedRows();

    /** Times where records come in no order of time; null where they come in order. */
    private final @Nullable BlockTimes times;

    /** Rows of the batch at hand that have slots, but have not been added. */
    private int assigned;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;
    private int endFromId;

    CountWindowing(CountWindow window, SharedState state) {
        this.window = window;
        blockSize = BigInteger.valueOf(window.size())
                .gcd(BigInteger.valueOf(window.slide()))
                .longValueExact();
        plan = state.plan();
        accumulators = state.accumulators();
        keys = state.keys();
        queues = new PartialQueues(plan, accumulators, keys, window.size() / blockSize);
        rows = new OrderedRows(state, window.isInArrivalOrder());
        times = window.isInArrivalOrder() ? new BlockTimes() : null;
        slots = new int[state.batchCapacity()];
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) {
        return window.isInArrivalOrder() ? Standing.OPEN : Standing.CLOSED; // later records have been counted already
    }

    @Override
    public Window lastWindow(Batch batch, int row) {
        Instant time = Instant.ofEpochMilli(batch.timestamps[row]);
        return new Window(time, time.plusMillis(1));
    }

    @Override
    public void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) {
        boolean isAnyBehind = !window.isInArrivalOrder() && judge.mayBeBehind();
        for (int row = 0; row < batch.size; row++) {
            if (!isAnyBehind || batch.timestamps[row] >= judge.of(row)) {
                rows.add(batch, row, ids[row]);
            } else {
                untaken.closed++;
            }
        }
    }

    @Override
    public void advance(long newWatermark, ClosedBy newCause) {
        if (newWatermark > watermark) {
            watermark = newWatermark;
            cause = newCause;
        }
    }

    @Override
    public boolean emit(ResultBatch results) throws RecordFailure {
        try {
            while (rows.hasNext(watermark)) {
                if (!useRows(results)) {
                    return false;
                }
            }
            return cause != ClosedBy.END || emitRest(results);
        } catch (RecordFailure failure) {
            throw failure;
        } catch (Throwable thrown) {
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
    }

    /** Uses the rows at hand; false if there is no room for a result before that is done. */
    private boolean useRows(ResultBatch results) throws Exception {
        Batch batch = rows.batch;
        assigned = rows.next;
        while (assigned < batch.size) {
            if (results.isFull()) {
                add();
                return false;
            }
            int id = rows.ids[assigned];
            long time = batch.timestamps[assigned];
            changed.add(id);
            slots[assigned++] = slot(id, time);
            lastTimes[id] = time;
            totals[id]++;
            if (totals[id] % blockSize == 0) {
                add();
                endBlock(results, id);
                if (totals[id] % window.slide() == 0) {
                    give(results, id, ClosedBy.COUNT);
                }
            }
        }
        add();
        return true;
    }

    private int slot(int id, long time) {
        if (id >= totals.length) {
            grow(id);
        }
        if (filling[id] == 0) {
            filling[id] = accumulators.takeSlot();
            fillingSince[id] = time;
            if (times != null) {
                times.open(id);
            }
        }
        if (times != null) {
            times.add(id, time);
        }
        return filling[id];
    }

    /** Adds the rows that have slots. */
    private void add() throws RecordFailure {
        if (assigned > rows.next) {
            plan.update(accumulators, keys, slots, rows.ids, rows.batch, rows.next, assigned);
            rows.use(assigned);
        }
    }

    private void endBlock(ResultBatch results, int id) throws Exception {
        // Before anything is added: an aggregate over more than a window could overflow although none does.
        long slides = (totals[id] + window.slide() - 1) / window.slide();
        long firstBlock = Math.max(0, slides * window.slide() - window.size()) / blockSize;
        for (; evicted[id] < firstBlock; evicted[id]++) {
            evictHead(results, id);
        }
        // A queue wants an order; where there is none of time, the number of records makes one.
        queues.append(id, times == null ? fillingSince[id] : totals[id], filling[id]);
        filling[id] = 0;
    }

    /** Gives the window that ends, or the one that would have ended with more records. */
    private void give(ResultBatch results, int id, ClosedBy closedBy) throws Exception {
        long first = times == null ? queues.headTime(id) : times.least(id);
        long last = times == null ? lastTimes[id] : times.greatest(id);
        results.addFinal(id, queues.aggregate(id), first, Times.plus(last, 1), closedBy);
        if (window.slide() == window.size() || closedBy == ClosedBy.END) {
            forget(results, id);
        }
    }

    private void evictHead(ResultBatch results, int id) throws Exception {
        results.onPassed(queues.evictHead(id));
        if (times != null) {
            times.evict(id);
        }
    }

    private void forget(ResultBatch results, int id) throws Exception {
        while (!queues.isEmpty(id)) {
            evictHead(results, id);
        }
        totals[id] = 0;
        evicted[id] = 0;
        keys.onWindowClosed();
    }

    /** The input has ended: gives the windows that did not get all their records. */
    private boolean emitRest(ResultBatch results) throws Exception {
        for (; endFromId < totals.length; endFromId++) {
            if (results.isFull()) {
                return false;
            }
            int id = endFromId;
            changed.add(id);
            if (filling[id] != 0) {
                endBlock(results, id);
            }
            long slide = window.slide();
            if (totals[id] % slide != 0) {
                give(results, id, ClosedBy.END);
            } else if (totals[id] > 0) {
                forget(results, id);
            }
        }
        return true;
    }

    private void grow(int id) {
        int capacity = Math.max(id + 1, totals.length * 2);
        totals = Arrays.copyOf(totals, capacity);
        evicted = Arrays.copyOf(evicted, capacity);
        filling = Arrays.copyOf(filling, capacity);
        fillingSince = Arrays.copyOf(fillingSince, capacity);
        lastTimes = Arrays.copyOf(lastTimes, capacity);
    }

    @Override
    public boolean isEmpty() {
        // What is in a window that has not got all its records may stay for ever; it must not hold time up.
        return rows.size() == 0;
    }

    @Override
    public long held() {
        long records = rows.size() + queues.records();
        for (int slot : filling) {
            records += slot == 0 ? 0 : accumulators.records(slot);
        }
        return records;
    }

    @Override
    public void capture(StateWriter out, String name) {
        rows.capture(out, name + ".rows");
        queues.capture(out, name + ".queues");
        out.rows(name + ".counts");
        changed.capture(out, 0, totals.length, this::write);
    }

    private void write(int id, StateWriter out) {
        if (id >= totals.length || totals[id] == 0) {
            return;
        }
        out.entry(keys, id);
        out.writeLong(totals[id]);
        out.writeLong(evicted[id]);
        out.writeLong(lastTimes[id]);
        out.writeBoolean(filling[id] != 0);
        if (filling[id] != 0) {
            out.writeLong(fillingSince[id]);
            accumulators.write(filling[id], out);
        }
        if (times != null) {
            times.write(id, out);
        }
    }

    @Override
    public void restore(StateReader in, String name) {
        rows.restore(in, name + ".rows");
        queues.restore(in, name + ".queues");
        while (in.next(name + ".counts")) {
            read(in, in.id(keys));
        }
    }

    private void read(StateReader in, int id) {
        if (id >= totals.length) {
            grow(id);
        }
        totals[id] = in.readLong();
        evicted[id] = in.readLong();
        lastTimes[id] = in.readLong();
        if (in.readBoolean()) {
            fillingSince[id] = in.readLong();
            filling[id] = accumulators.takeSlot();
            accumulators.read(in, filling[id]);
            keys.retain(id); // as the first row of a slot does
        }
        if (times != null) {
            times.read(in, id);
        }
    }

    @Override
    public void weigh(Footprint footprint) {
        footprint.longs(totals);
        footprint.longs(evicted);
        footprint.ints(filling);
        footprint.longs(fillingSince);
        footprint.longs(lastTimes);
        changed.weigh(footprint);
        queues.weigh(footprint);
        rows.weigh(footprint);
        if (times != null) {
            times.weigh(footprint);
        }
    }
}
