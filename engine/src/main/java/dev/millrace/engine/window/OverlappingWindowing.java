package dev.millrace.engine.window;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.Prefetch;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Aligned windows that overlap: a window is a run of slices.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A record is added to its slice, and that is all it costs. When the watermark passes an edge, the slice that ends there
 * is sealed: each of its partials moves to the queue of its key ({@link PartialQueues}). If a window ends at the edge, what
 * lies before its start leaves the queues, and the aggregate over each queue is a result. One pass over the ids does all
 * three, a batch of results at a time. Edges without a slice of their own are visited as long as there is anything in the
 * queues, since windows end there, too.
 *
 * <p>A record can be late for some of its windows and in time for others. Its slice is sealed by then, or will be when the
 * windows that are closed for it have been given; until then it is parked ({@link ParkedRows}), so that it counts in exactly
 * the windows that were open when it was read, however rows are batched. Then its partial is changed where it is queued.
 */
final class OverlappingWindowing implements Windowing {

    private final AlignedWindows windows;
    private final SharedState state;
    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final Slices slices = new Slices();
    private final SliceAssigner assigner;
    private final PartialQueues queues;
    private final ParkedRows parked;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;

    /** Rows of the batch at hand that lie between windows. */
    private int outside;

    /** Rows of the batch at hand all of whose windows have closed. */
    private int closed;

    /** Rows that were parked before the batch at hand. */
    private int parkedBefore;

    /** The watermark at which all edges were visited last. */
    private long visited = Long.MIN_VALUE;

    /** The last edge that was visited. */
    private long edge = Long.MIN_VALUE;

    /** At that edge, where their order is fixed: the ids that have results, once all are known. */
    private final ResultOrder order = new ResultOrder();

    private boolean isSorted;

    /** At that edge: the id at which to go on, or -1 if it is done. */
    private int nextId = -1;

    /** The slice that ends at that edge; null if there is none. */
    private @Nullable Slice sealing;

    /** Start of the first window that ends at that edge or later; what lies before it is of no use any more. */
    private long neededFrom;

    /** Start of the window that ends at that edge. */
    private long windowStart = AlignedWindows.NO_WINDOW;

    private final Prefetch prefetch = new Prefetch();

    /** End of the last window that needs what is in the queues. */
    private long queuedUntil = Long.MIN_VALUE;

    OverlappingWindowing(AlignedWindows windows, SharedState state) {
        this.windows = windows;
        this.state = state;
        plan = state.plan();
        accumulators = state.accumulators();
        keys = state.keys();
        assigner = new SliceAssigner(state, slices, this::makeSlice, this::slotOfBehind);
        queues = new PartialQueues(plan, accumulators, keys, overlap(windows));
        parked = new ParkedRows(state.batchCapacity());
    }

    /** About how many slices a window has. */
    private static long overlap(AlignedWindows windows) {
        long start = windows.sliceStart(0);
        long lastEnd = windows.lastEnd(0);
        return lastEnd == AlignedWindows.NO_WINDOW ? 1 : (lastEnd - start) / Math.max(1, windows.sliceEnd(0) - start);
    }

    private Slice makeSlice(long timestamp) {
        Slice slice = new Slice(windows.sliceStart(timestamp), windows.sliceEnd(timestamp));
        slice.isOutside = windows.lastEnd(timestamp) == AlignedWindows.NO_WINDOW;
        return slice;
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) {
        long lastEnd = windows.lastEnd(batch.timestamps[row]);
        if (lastEnd == AlignedWindows.NO_WINDOW) {
            return Standing.OUTSIDE;
        }
        return lastEnd <= judge ? Standing.CLOSED : Standing.OPEN;
    }

    @Override
    public @Nullable Window lastWindow(Batch batch, int row) {
        long end = windows.lastEnd(batch.timestamps[row]);
        if (end == AlignedWindows.NO_WINDOW) {
            return null;
        }
        return new Window(Instant.ofEpochMilli(windows.windowStart(end)), Instant.ofEpochMilli(end));
    }

    @Override
    public void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure {
        outside = 0;
        closed = 0;
        parkedBefore = parked.size();
        assigner.add(batch, ids, judge);
        outside += assigner.outside();
        if (judge.mayBeBehind() || outside > 0) {
            accumulators.wipeTrash();
        }
        untaken.outside += outside;
        untaken.closed += closed;
    }

    @Override
    public int absorbedOfFailed() {
        return parked.size() - parkedBefore;
    }

    @Override
    public int slotOf(int id, long timestamp) {
        Slice slice = slices.findOrAdd(timestamp, assigner.maker());
        slice.changed.add(id);
        return slice.isOutside ? Accumulators.TRASH : slice.slot(accumulators, id);
    }

    private int slotOfBehind(Batch batch, int row, int id, long judge) {
        long timestamp = batch.timestamps[row];
        long lastEnd = windows.lastEnd(timestamp);
        if (lastEnd == AlignedWindows.NO_WINDOW) {
            outside++;
            return Accumulators.TRASH;
        }
        if (lastEnd <= judge) {
            closed++;
            return Accumulators.TRASH;
        }
        long closedEnd = lastClosedEnd(timestamp, judge);
        // An edge where no window ends seals a slice, too.
        boolean isSealed = windows.sliceEnd(timestamp) <= watermark;
        if (!isSealed && closedEnd == AlignedWindows.NO_WINDOW) {
            return SliceAssigner.AS_USUAL;
        }
        parked.add(batch, row, id, closedEnd == AlignedWindows.NO_WINDOW ? watermark : closedEnd);
        keys.retain(id);
        return Accumulators.TRASH;
    }

    /** End of the last window that contains a time and has closed by a watermark. */
    private long lastClosedEnd(long timestamp, long closedBy) {
        long end = windows.sliceStart(closedBy);
        while (end > timestamp) {
            long start = windows.windowStart(end);
            if (start != AlignedWindows.NO_WINDOW && start <= timestamp) {
                return end;
            }
            end = windows.sliceStart(end - 1);
        }
        return AlignedWindows.NO_WINDOW;
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
        // Not before: other kinds of windows absorb the columns that this would read anew.
        if (parked.size() > 0 && parked.firstEnd() <= visited) {
            if (queues.size() == 0) {
                // Edges were not visited while there was nothing to give.
                edge = Math.max(edge, windows.sliceStart(visited));
            }
            parked.release(visited, this::unpark);
        }
        while (true) {
            if (nextId < 0 && !visitNextEdge()) {
                visited = watermark;
                return true;
            }
            try {
                if (!atEdge(results)) {
                    return false;
                }
            } catch (RecordFailure failure) {
                throw failure;
            } catch (Throwable thrown) {
                throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
            }
            leaveEdge();
        }
    }

    /** Goes to the next edge at or before the watermark; false if there is none. */
    private boolean visitNextEdge() {
        long next = slices.hasOpen() ? slices.firstOpen().end : Long.MAX_VALUE;
        boolean isAny = slices.hasOpen();
        if (queues.size() > 0 && edge < Long.MAX_VALUE) {
            next = Math.min(next, windows.sliceEnd(edge));
            isAny = true;
        }
        if (parked.size() > 0) {
            next = Math.min(next, parked.firstEnd());
            isAny = true;
        }
        if (!isAny || next > watermark) {
            return false;
        }
        edge = next;
        nextId = 0;
        isSorted = false;
        windowStart = windows.windowStart(edge);
        sealing = null;
        if (slices.hasOpen() && slices.firstOpen().end == edge) {
            sealing = slices.firstOpen();
            queuedUntil = Math.max(queuedUntil, windows.lastEnd(sealing.start));
        }
        neededFrom = windowStart;
        for (long end = edge; neededFrom == AlignedWindows.NO_WINDOW && end < queuedUntil; ) {
            end = windows.sliceEnd(end);
            neededFrom = windows.windowStart(end);
        }
        return true;
    }

    /** Seals, evicts and gives results, id by id; false if there is no room before it is done. */
    private boolean atEdge(ResultBatch results) throws Exception {
        if (sealing == null && windowStart == AlignedWindows.NO_WINDOW) {
            return true;
        }
        boolean isLast = edge >= queuedUntil;
        for (int end = keys.idEnd(); nextId < end; nextId++) {
            if (results.isFull()) {
                return false;
            }
            int id = nextId;
            if (id % Prefetch.ROWS == 0) {
                prefetch.took(queues.fetchHeads(id, id + Prefetch.ROWS));
            }
            // Before anything is added: an aggregate over more than a window could overflow although none does.
            if (!queues.isEmpty(id)) {
                results.onPassed(queues.evictBefore(id, neededFrom));
            }
            if (sealing != null) {
                seal(sealing, id);
            }
            boolean hasResult = windowStart != AlignedWindows.NO_WINDOW && !queues.isEmpty(id);
            if (hasResult && state.isOrderFixed()) {
                order.add(keys, id);
                continue;
            }
            if (hasResult) {
                results.addFinal(id, queues.aggregate(id), windowStart, edge, cause);
            }
            if (isLast) {
                results.onPassed(queues.evictBefore(id, Long.MAX_VALUE));
            }
        }
        if (!isSorted) {
            order.sort();
            isSorted = true;
        }
        return giveInOrder(results, isLast);
    }

    private boolean giveInOrder(ResultBatch results, boolean isLast) throws Exception {
        for (int id = order.current(); id >= 0; id = order.following()) {
            if (results.isFull()) {
                return false;
            }
            results.addFinal(id, queues.aggregate(id), windowStart, edge, cause);
            if (isLast) {
                results.onPassed(queues.evictBefore(id, Long.MAX_VALUE));
            }
        }
        return true;
    }

    private void seal(Slice slice, int id) throws Exception {
        int slot = slice.usedSlot(accumulators, id);
        if (slot != Accumulators.TRASH) {
            slice.changed.writeIfPending(id);
            int partial = accumulators.takeSlot();
            accumulators.moveOut(slot, partial);
            queues.append(id, slice.start, partial);
        }
    }

    private void leaveEdge() throws RecordFailure {
        nextId = -1;
        if (sealing != null) {
            slices.removeFirstOpen();
            sealing.close(accumulators);
            sealing = null;
        }
        keys.onWindowClosed();
        parked.release(edge, this::unpark);
    }

    /** Adds rows that were late for the windows given so far; those that end between here and the watermark come next. */
    private void unpark(Batch rows, int[] ids) throws RecordFailure {
        plan.readColumns(rows);
        for (int row = 0; row < rows.size; row++) {
            long timestamp = rows.timestamps[row];
            queuedUntil = Math.max(queuedUntil, windows.lastEnd(timestamp));
            int slot = accumulators.takeSlot();
            assigner.slots[row] = slot;
            plan.update(accumulators, keys, assigner.slots, ids, rows, row, row + 1);
            try {
                queues.addLate(ids[row], windows.sliceStart(timestamp), slot);
            } catch (Throwable thrown) {
                throw new RecordFailure(rows.origins[row], thrown);
            }
            keys.release(ids[row]);
        }
    }

    @Override
    public boolean isEmpty() {
        return !slices.hasOpenInWindow() && queues.size() == 0 && parked.size() == 0;
    }

    @Override
    public long held() {
        return slices.records(accumulators) + queues.records() + parked.size();
    }

    @Override
    public void capture(StateWriter out, String name) {
        slices.capture(out, name + ".slices", state);
        queues.capture(out, name + ".queues");
        parked.capture(out, name + ".parked", keys);
    }

    @Override
    public void restore(StateReader in, String name) {
        slices.restore(in, name + ".slices", state, assigner.maker());
        queues.restore(in, name + ".queues");
        parked.restore(in, name + ".parked", keys);
        // What is queued was sealed, and all edges up to the watermark have been visited.
        visited = watermark;
        for (int id = 0; id < keys.idEnd(); id++) {
            if (!queues.isEmpty(id)) {
                edge = windows.sliceStart(watermark);
                queuedUntil = Math.max(queuedUntil, windows.lastEnd(queues.tailTime(id)));
            }
        }
    }

    @Override
    public void weigh(Footprint footprint) {
        slices.weigh(footprint);
        queues.weigh(footprint);
        parked.weigh(footprint);
    }
}
