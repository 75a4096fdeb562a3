package dev.millrace.engine.window;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.TrailingWindow;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import dev.millrace.engine.time.Judge;
import java.time.Instant;
import java.util.Arrays;

/**
 * A window up to each record. Records wait until the watermark has passed them; then they are used in the order of time: all
 * of one millisecond are added, however many batches they fill, and only then each of them gives its result, since they see
 * each other. Each key has a queue with one partial for each millisecond that has records.
 */
final class TrailingWindowing implements Windowing {

    private final long sizeMillis;
    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final PartialQueues queues;
    private final OrderedRows rows;
    private final TimerWheel timers = new TimerWheel();
    private final IntQueue dueIds = new IntQueue();
    private final int[] slots;

    /** By id: the slot that collects its records of one millisecond, 0 if it has none of it. */
    private int[] newSlots = new int[16];

    /** The ids of all rows of one time, which may be more rows than are at hand at once. */
    private int[] sharers = new int[16];

    private int sharerCount;

    /** Those before it have given their results. */
    private int given;

    /** Rows of that time that have been added, but not to their queues. */
    private int collected;

    /** Records that left the queues when they were added. */
    private long evicted;

    /** The time that they share. */
    private long sharedTime;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;

    TrailingWindowing(TrailingWindow window, SharedState state) {
        sizeMillis = window.size().toMillis();
        plan = state.plan();
        accumulators = state.accumulators();
        keys = state.keys();
        queues = new PartialQueues(plan, accumulators, keys, sizeMillis);
        rows = new OrderedRows(state, false);
        slots = new int[state.batchCapacity()];
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) {
        return Standing.CLOSED; // later records have had their results
    }

    @Override
    public Window lastWindow(Batch batch, int row) {
        long timestamp = batch.timestamps[row];
        return new Window(
                Instant.ofEpochMilli(start(timestamp)),
                Instant.ofEpochMilli(timestamp).plusMillis(1));
    }

    private long start(long timestamp) {
        return Times.minus(timestamp, sizeMillis - 1);
    }

    @Override
    public void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) {
        boolean isAnyBehind = judge.mayBeBehind();
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
            while (given < sharerCount || rows.hasNext(watermark)) {
                if (given == sharerCount) {
                    evicted = 0;
                    addRowsOfOneTime();
                    results.onPassed(evicted);
                }
                if (!emitAdded(results)) {
                    return false;
                }
            }
            expire(results);
            return true;
        } catch (RecordFailure failure) {
            throw failure;
        } catch (Throwable thrown) {
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
    }

    /**
     * Adds all rows that have the time of the next one to the queues of their keys. None of them may give its result before
     * the last one is there, and that may be several batches on.
     */
    private void addRowsOfOneTime() throws Exception {
        sharedTime = rows.batch.timestamps[rows.next];
        sharerCount = 0;
        given = 0;
        do {
            addRowsOfSharedTime();
        } while (rows.hasNext(watermark) && rows.batch.timestamps[rows.next] == sharedTime);
        for (int i = 0; i < sharerCount; i++) {
            int id = sharers[i];
            if (newSlots[id] != 0) {
                // Before anything is added: an aggregate over more than a window could overflow although none does.
                evicted += queues.evictBefore(id, start(sharedTime));
                queues.append(id, sharedTime, newSlots[id]);
                newSlots[id] = 0;
            }
        }
        collected = 0;
    }

    private void addRowsOfSharedTime() throws RecordFailure {
        Batch batch = rows.batch;
        int from = rows.next;
        int to = from;
        while (to < batch.size && batch.timestamps[to] == sharedTime) {
            slots[to] = slot(rows.ids[to]);
            to++;
        }
        plan.update(accumulators, keys, slots, rows.ids, batch, from, to);
        if (sharerCount + to - from > sharers.length) {
            sharers = Arrays.copyOf(sharers, Math.max(sharerCount + to - from, sharers.length * 2));
        }
        System.arraycopy(rows.ids, from, sharers, sharerCount, to - from);
        sharerCount += to - from;
        collected += to - from;
        rows.use(to);
    }

    private int slot(int id) {
        if (id >= newSlots.length) {
            newSlots = Arrays.copyOf(newSlots, Math.max(id + 1, newSlots.length * 2));
        }
        if (newSlots[id] == 0) {
            newSlots[id] = accumulators.takeSlot();
        }
        return newSlots[id];
    }

    private boolean emitAdded(ResultBatch results) throws Exception {
        for (; given < sharerCount; given++) {
            if (results.isFull()) {
                return false;
            }
            int id = sharers[given];
            results.addFinal(id, queues.aggregate(id), start(sharedTime), Times.plus(sharedTime, 1), cause);
            if (!timers.isFiled(id)) {
                timers.file(id, Times.plus(sharedTime, sizeMillis));
            }
        }
        return true;
    }

    /** Lets go of what no later record can see. */
    private void expire(ResultBatch results) throws Exception {
        timers.advance(watermark, dueIds::add);
        while (!dueIds.isEmpty()) {
            int id = dueIds.first();
            dueIds.removeFirst();
            results.onPassed(queues.evictBefore(id, Times.minus(watermark, sizeMillis - 1)));
            if (queues.isEmpty(id)) {
                keys.onWindowClosed();
            } else {
                timers.file(id, Times.plus(queues.headTime(id), sizeMillis));
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return rows.size() == 0 && given == sharerCount;
    }

    @Override
    public long held() {
        return rows.size() + collected + queues.records();
    }

    @Override
    public void capture(StateWriter out, String name) {
        rows.capture(out, name + ".rows");
        queues.capture(out, name + ".queues");
    }

    @Override
    public void restore(StateReader in, String name) {
        rows.restore(in, name + ".rows");
        queues.restore(in, name + ".queues");
        for (int id = 0; id < keys.idEnd(); id++) {
            if (!queues.isEmpty(id)) {
                timers.file(id, Times.plus(queues.headTime(id), sizeMillis));
            }
        }
    }

    @Override
    public void weigh(Footprint footprint) {
        footprint.ints(newSlots);
        footprint.ints(sharers);
        queues.weigh(footprint);
        rows.weigh(footprint);
        timers.weigh(footprint);
        dueIds.weigh(footprint);
    }
}
