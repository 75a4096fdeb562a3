package dev.millrace.engine.window;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.TrailingWindow;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.TimerWheel;
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

    /** Ids of the records of one millisecond, in order, that have been added and have still to give their results. */
    private final IntQueue addedIds = new IntQueue();

    /** That millisecond. */
    private long addedTime;

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
            while (!addedIds.isEmpty() || addRowsOfOneTime()) {
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

    /** Adds all rows that have the time of the next one to the queues of their keys; false if there is no next one. */
    private boolean addRowsOfOneTime() throws Exception {
        if (!rows.hasNext(watermark)) {
            return false;
        }
        addedTime = rows.batch.timestamps[rows.next];
        while (rows.hasNext(watermark) && rows.batch.timestamps[rows.next] == addedTime) {
            addRowsAtHand();
        }
        return true;
    }

    private void addRowsAtHand() throws Exception {
        Batch batch = rows.batch;
        int from = rows.next;
        int to = from;
        while (to < batch.size && batch.timestamps[to] == addedTime) {
            slots[to] = slot(rows.ids[to]);
            to++;
        }
        plan.update(accumulators, keys, slots, rows.ids, batch, from, to);
        for (int row = from; row < to; row++) {
            int id = rows.ids[row];
            if (newSlots[id] != 0) {
                queues.append(id, addedTime, newSlots[id]);
                newSlots[id] = 0;
            }
            addedIds.add(id);
        }
        rows.use(to);
    }

    private int slot(int id) {
        if (id >= newSlots.length) {
            newSlots = Arrays.copyOf(newSlots, Math.max(id + 1, newSlots.length * 2));
        }
        if (newSlots[id] == 0) {
            if (!queues.isEmpty(id) && queues.tailTime(id) == addedTime) {
                return queues.partialForLate(id, addedTime); // rows of one time that did not fit into one batch
            }
            newSlots[id] = accumulators.takeSlot();
        }
        return newSlots[id];
    }

    private boolean emitAdded(ResultBatch results) throws Exception {
        while (!addedIds.isEmpty()) {
            if (results.isFull()) {
                return false;
            }
            int id = addedIds.first();
            results.onPassed(queues.evictBefore(id, start(addedTime)));
            results.addFinal(id, queues.aggregate(id), start(addedTime), Times.plus(addedTime, 1), cause);
            if (!timers.isFiled(id)) {
                timers.file(id, Times.plus(addedTime, sizeMillis));
            }
            addedIds.removeFirst();
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
        return rows.size() == 0 && addedIds.isEmpty();
    }

    @Override
    public long held() {
        return rows.size() + queues.records();
    }
}
