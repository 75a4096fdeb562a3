package dev.millrace.engine.window;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Aligned windows without overlap: each slice is a window. When the watermark passes its end its slots are read in the
 * order of ids, a batch of results at a time, and its pages go back; or it stays for late records, and gives updates.
 *
 * <p>Invariant: no open slice ends at or before the watermark once {@link #emit} has returned true.
 */
final class TilingWindowing implements Windowing {

    private final AlignedWindows windows;
    private final Emission emission;
    private final long latenessMillis;
    private final EarlyClock earlyClock;
    private final SharedState state;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final Slices slices = new Slices();
    private final SliceAssigner assigner;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;

    /** Rows of the batch at hand whose window has closed. */
    private int closed;

    /** In the slice at which emission stands: where it goes on. */
    private int emitFromId;

    /** Results to be given again, or early by number of records. */
    private final ArrayDeque<Revision> revisions = new ArrayDeque<>();

    private record Revision(Slice slice, int id) {}

    /** In the slice at which emission stands, where their order is fixed: the ids that are left. */
    private final ResultOrder order = new ResultOrder();

    /** Which slice is giving early results, or -1 if none is. */
    private int earlySlice = -1;

    TilingWindowing(AlignedWindows windows, Emission emission, SharedState state) {
        this.windows = windows;
        this.emission = emission;
        latenessMillis = emission.allowedLateness().toMillis();
        earlyClock = new EarlyClock(emission);
        this.state = state;
        accumulators = state.accumulators();
        keys = state.keys();
        assigner = new SliceAssigner(state, slices, this::makeSlice, this::slotOfBehind);
    }

    private Slice makeSlice(long timestamp) {
        Slice slice = new Slice(windows.sliceStart(timestamp), windows.sliceEnd(timestamp));
        slice.isEmitted = slice.end <= watermark;
        slice.closedBy = cause;
        return slice;
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) {
        boolean isClosed = isClosedForGood(windows.sliceEnd(batch.timestamps[row]), judge);
        return isClosed ? Standing.CLOSED : Standing.OPEN;
    }

    private boolean isClosedForGood(long end, long judge) {
        return end <= Times.closedForGood(judge, latenessMillis);
    }

    @Override
    public Window lastWindow(Batch batch, int row) {
        long timestamp = batch.timestamps[row];
        return new Window(
                Instant.ofEpochMilli(windows.sliceStart(timestamp)), Instant.ofEpochMilli(windows.sliceEnd(timestamp)));
    }

    private int slotOfBehind(Batch batch, int row, int id, long judge) {
        if (standing(batch, row, id, judge) == Standing.OPEN) {
            return SliceAssigner.AS_USUAL;
        }
        closed++;
        return Accumulators.TRASH;
    }

    @Override
    public void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure {
        closed = 0;
        assigner.add(batch, ids, judge);
        if (judge.mayBeBehind()) {
            accumulators.wipeTrash();
        }
        if (emission.isRevised()) {
            findRevisions(batch, ids);
        }
        untaken.closed += closed;
    }

    @Override
    public int slotOf(int id, long timestamp) {
        Slice slice = slices.findOrAdd(timestamp, assigner.maker());
        slice.changed.add(id);
        int slot = slice.slot(accumulators, id);
        if (emission.earlyEveryRecords() > 0) {
            revisions.add(new Revision(slice, id)); // it is looked at when it is given
        }
        return slot;
    }

    private void findRevisions(Batch batch, int[] ids) {
        for (int row = 0; row < batch.size; row++) {
            int slot = assigner.slots[row];
            if (slot != Accumulators.TRASH && isRevisionDue(assigner.sliceOf(row), slot)) {
                revisions.add(new Revision(assigner.sliceOf(row), ids[row]));
            }
        }
    }

    private boolean isRevisionDue(Slice slice, int slot) {
        long unreported = accumulators.records(slot) - accumulators.reported(slot);
        return slice.isEmitted
                ? unreported > 0
                : emission.earlyEveryRecords() > 0 && unreported >= emission.earlyEveryRecords();
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
        return emitRevisions(results) && emitFinal(results) && emitEarly(results) && expire(results);
    }

    private boolean emitRevisions(ResultBatch results) throws RecordFailure {
        while (!revisions.isEmpty()) {
            if (results.isFull()) {
                return false;
            }
            Revision revision = revisions.remove();
            int slot = revision.slice().usedSlot(accumulators, revision.id());
            // Another row of the same batch may have asked for the same.
            if (slot != Accumulators.TRASH && isRevisionDue(revision.slice(), slot)) {
                revise(results, revision.slice(), revision.id(), slot);
            }
        }
        return true;
    }

    private void revise(ResultBatch results, Slice slice, int id, int slot) throws RecordFailure {
        slice.changed.add(id);
        results.addRevision(id, slot, slice.start, slice.end, !slice.isEmitted, watermark, slice.closedBy);
        report(results, slot);
    }

    private boolean emitFinal(ResultBatch results) throws RecordFailure {
        while (slices.hasOpen() && slices.firstOpen().end <= watermark) {
            Slice slice = slices.firstOpen();
            if (!emitFinal(results, slice)) {
                return false;
            }
            emitFromId = 0;
            slice.closedBy = cause;
            if (latenessMillis > 0) {
                slices.onFirstOpenEmitted();
            } else {
                slices.removeFirstOpen();
                slice.close(accumulators);
                keys.onWindowClosed();
            }
        }
        return true;
    }

    /** Gives the final results of a slice; false if there is no room before it is done. */
    private boolean emitFinal(ResultBatch results, Slice slice) throws RecordFailure {
        for (int id = resume(slice); id >= 0; id = following(slice, id)) {
            emitFromId = id;
            if (results.isFull()) {
                return false;
            }
            slice.changed.add(id);
            int slot = slice.slot(accumulators, id);
            if (accumulators.records(slot) > 0) {
                results.addFinal(id, slot, slice.start, slice.end, cause);
                if (latenessMillis > 0) {
                    report(results, slot);
                }
            }
            if (latenessMillis == 0) {
                results.onPassed(accumulators.records(slot));
                accumulators.forget(slot);
                keys.release(id);
            }
        }
        return true;
    }

    /** The id at which emission of a slice stands, the first one if it has not begun; -1 if there is none. */
    private int resume(Slice slice) {
        if (!state.isOrderFixed()) {
            return slice.nextUsed(accumulators, emitFromId);
        }
        if (order.isEmpty()) {
            for (int id = slice.nextUsed(accumulators, 0); id >= 0; id = slice.nextUsed(accumulators, id + 1)) {
                order.add(keys, id);
            }
            order.sort();
        }
        return order.current();
    }

    private int following(Slice slice, int id) {
        return state.isOrderFixed() ? order.following() : slice.nextUsed(accumulators, id + 1);
    }

    private void report(ResultBatch results, int slot) {
        if (emission.isDiscarding()) {
            results.onPassed(accumulators.records(slot));
            accumulators.clearValues(slot);
        }
        accumulators.onReported(slot);
    }

    private boolean emitEarly(ResultBatch results) throws RecordFailure {
        if (earlySlice < 0) {
            if (!earlyClock.strikes(watermark)) {
                return true;
            }
            earlySlice = slices.openFrom();
            emitFromId = 0;
        }
        for (; earlySlice < slices.size(); earlySlice++) {
            if (!emitEarly(results, slices.get(earlySlice))) {
                return false;
            }
            emitFromId = 0;
        }
        earlySlice = -1;
        return true;
    }

    private boolean emitEarly(ResultBatch results, Slice slice) throws RecordFailure {
        for (int id = resume(slice); id >= 0; id = following(slice, id)) {
            emitFromId = id;
            if (results.isFull()) {
                return false;
            }
            int slot = slice.slot(accumulators, id);
            if (accumulators.records(slot) > accumulators.reported(slot)) {
                revise(results, slice, id, slot);
            }
        }
        return true;
    }

    /** Lets go of slices that nobody can be late for any more. */
    private boolean expire(ResultBatch results) {
        if (latenessMillis > 0) {
            long end = Times.closedForGood(watermark, latenessMillis);
            for (Slice slice = slices.removeExpired(end); slice != null; slice = slices.removeExpired(end)) {
                for (int id = slice.nextUsed(accumulators, 0); id >= 0; id = slice.nextUsed(accumulators, id + 1)) {
                    results.onPassed(accumulators.records(slice.slot(accumulators, id)));
                    keys.release(id);
                }
                slice.close(accumulators);
                keys.onWindowClosed();
            }
        }
        return true;
    }

    @Override
    public boolean isEmpty() {
        return !slices.hasOpen() && revisions.isEmpty();
    }

    @Override
    public long held() {
        return slices.records(accumulators);
    }

    @Override
    public void capture(StateWriter out, String name) {
        earlyClock.capture(out, name + ".early");
        slices.capture(out, name + ".slices", state);
    }

    @Override
    public void restore(StateReader in, String name) {
        earlyClock.restore(in, name + ".early");
        // Whether a slice has given its results follows from the watermark.
        slices.restore(in, name + ".slices", state, assigner.maker());
    }

    @Override
    public void weigh(Footprint footprint) {
        slices.weigh(footprint);
    }
}
