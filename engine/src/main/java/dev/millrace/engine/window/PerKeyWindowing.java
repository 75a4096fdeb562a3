package dev.millrace.engine.window;

import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.Window;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import dev.millrace.engine.time.Judge;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows that each key has for itself: sessions, and whatever a user's {@link AssignedWindows} chooses.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A key has a list of windows, usually one. The rows of a batch are given to windows first, then added to their slots
 * all at once. When two windows merge in the middle of a batch, the rows before are added at once, so that what merges is
 * complete.
 *
 * <p>A {@link TimerWheel} has one entry for each key, filed when its first window opens. A window that has grown since is
 * found so when the entry is due, and filed again then: a record that makes a session longer costs nothing there.
 *
 * <p>A record is late if its own window, before any merge, has closed, unless it overlaps a window of its key that is
 * still there: then it belongs to that. That may be one that rows before it in its batch have made, so it is decided while
 * rows are absorbed, in their order: what is late must not depend on batches.
 */
final class PerKeyWindowing implements Windowing {

    private final Emission emission;
    private final long latenessMillis;
    private final EarlyClock earlyClock;
    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final AggregatePlan.Refused refused;
    private final AssignedRows assigned;
    private final boolean isMerging;
    private final KeyWindows windows;
    private final TimerWheel timers = new TimerWheel();

    /** By window; told before a window opens, grows, closes or gets records. */
    private final ChangedRows changed = new ChangedRows();

    private final int[] slots;

    /** By row, where windows do not merge: the window in which the ledger counts it. */
    private final int[] owners;

    private static final int NO_OWNER = -1;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;

    /** Rows of the batch at hand that have been added. */
    private int absorbed;

    /** Ids some of whose windows may be due. */
    private final IntQueue dueIds = new IntQueue();

    /** Ids some of whose windows may have to give an update, or an early result by number of records. */
    private final IntQueue revisedIds = new IntQueue();

    /**
     * Windows that have closed since the key table was told so. Here some close all the time; what frees the ids of keys
     * that do not come back is a round, in which half as many have closed as there are: so few ids are without a window
     * for each that has one.
     */
    private long closedSinceRound;

    /** Which id is giving early results, or -1 if none is. */
    private int earlyId = -1;

    PerKeyWindowing(AssignedWindows<Object> spec, Emission emission, SharedState state) {
        this.emission = emission;
        latenessMillis = emission.allowedLateness().toMillis();
        earlyClock = new EarlyClock(emission);
        plan = state.plan();
        accumulators = state.accumulators();
        keys = state.keys();
        refused = state.refused();
        assigned = new AssignedRows(spec, state.batchCapacity());
        isMerging = spec.isMerging();
        windows = new KeyWindows();
        slots = new int[state.batchCapacity()];
        owners = new int[state.batchCapacity()];
    }

    @Override
    public void tryOut(Batch batch, RejectedRows rejected) throws RecordFailure {
        assigned.tryOut(batch, rejected);
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) throws RecordFailure {
        assigned.assign(batch, row);
        if (assigned.from(row) == assigned.to(row)) {
            return Standing.OUTSIDE;
        }
        for (int i = assigned.from(row); i < assigned.to(row); i++) {
            boolean joins = isMerging && windows.findOverlapping(id, assigned.start(i), assigned.end(i)) >= 0;
            if (joins || !isClosedForGood(assigned.end(i), judge)) {
                return Standing.OPEN;
            }
        }
        return isMerging ? Standing.UNDECIDED : Standing.CLOSED;
    }

    private boolean isClosedForGood(long end, long judge) {
        return end <= Times.closedForGood(judge, latenessMillis);
    }

    @Override
    public @Nullable Window lastWindow(Batch batch, int row) throws RecordFailure {
        assigned.assign(batch, row);
        int last = assigned.from(row);
        if (last == assigned.to(row)) {
            return null;
        }
        for (int i = last; i < assigned.to(row); i++) {
            last = assigned.end(i) > assigned.end(last) ? i : last;
        }
        return new Window(Instant.ofEpochMilli(assigned.start(last)), Instant.ofEpochMilli(assigned.end(last)));
    }

    @Override
    public void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure {
        absorbed = 0;
        assigned.assignAll(batch);
        if (isMerging) {
            absorbMerging(batch, ids, judge, untaken);
        } else {
            absorbEach(batch, ids, judge, untaken);
        }
    }

    private void absorbMerging(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure {
        boolean isAnyBehind = judge.mayBeBehind();
        for (int row = 0; row < batch.size; row++) {
            int id = ids[row];
            long start = assigned.start(row);
            long end = assigned.end(row);
            int window = windows.findOverlapping(id, start, end);
            if (window < 0) {
                if (isAnyBehind && isClosedForGood(end, judge.of(row))) {
                    slots[row] = Accumulators.TRASH;
                    untaken.closed++;
                    continue;
                }
                window = open(id, start, end);
            } else {
                changed.add(window);
                window = extend(window, batch, ids, row, start, end);
            }
            slots[row] = windows.slot(window);
            noteRevision(window, id);
            if (isAnyBehind) {
                untaken.undecided.clear(row);
            }
        }
        add(batch, ids, batch.size);
        if (isAnyBehind) {
            accumulators.wipeTrash();
        }
        noteEarly(batch, ids);
    }

    private int open(int id, long start, long end) {
        changed.add(windows.nextToAdd());
        int window = windows.add(id, start, end, accumulators.takeSlot());
        windows.setEmitted(window, end <= watermark);
        file(id, window);
        return window;
    }

    /** Makes sure that a window is looked at in time. */
    private void file(int id, int window) {
        long deadline = deadline(window);
        if (!timers.isFiled(id) || timers.deadline(id) > deadline) {
            timers.file(id, deadline);
        }
    }

    /** When a window has to be looked at. */
    private long deadline(int window) {
        long end = windows.end(window);
        return windows.isEmitted(window) ? Times.plus(end, latenessMillis) : end;
    }

    /** Makes a window larger, and merges others of its key that it then overlaps. */
    private int extend(int window, Batch batch, int[] ids, int row, long start, long end) throws RecordFailure {
        if (start >= windows.start(window) && end <= windows.end(window)) {
            return window;
        }
        windows.extend(window, start, end);
        int id = ids[row];
        if (!windows.isAlone(id, window)) {
            mergeOthers(id, window, batch, ids, row);
        }
        if (windows.isEmitted(window)) {
            windows.setEmitted(window, windows.end(window) <= watermark);
            timers.file(id, Math.min(deadline(window), timers.isFiled(id) ? timers.deadline(id) : Long.MAX_VALUE));
        }
        return window;
    }

    private void mergeOthers(int id, int window, Batch batch, int[] ids, int row) throws RecordFailure {
        int other = windows.findOtherOverlapping(id, window);
        while (other >= 0) {
            // What is merged must be complete.
            add(batch, ids, row);
            merge(id, window, other);
            other = windows.findOtherOverlapping(id, window);
        }
    }

    private void merge(int id, int into, int from) throws RecordFailure {
        changed.add(from);
        int intoSlot = windows.slot(into);
        int fromSlot = windows.slot(from);
        try {
            plan.merge(accumulators, intoSlot, fromSlot);
        } catch (Throwable thrown) {
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
        if (plan.isTracked()) {
            accumulators.mergeReported(intoSlot, fromSlot);
        }
        // Each slot in use held the id once.
        keys.release(id);
        windows.extend(into, windows.start(from), windows.end(from));
        windows.setEmitted(into, windows.isEmitted(into) && windows.isEmitted(from));
        windows.remove(id, from);
        accumulators.releaseSlot(fromSlot);
    }

    /** Adds the rows of a batch up to one. */
    private void add(Batch batch, int[] ids, int to) throws RecordFailure {
        if (to > absorbed) {
            plan.update(accumulators, keys, slots, ids, batch, absorbed, to, refused);
            absorbed = to;
        }
    }

    /** Each row may have any number of windows: the first of each, then the second of each, and so on. */
    private void absorbEach(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure {
        Arrays.fill(owners, 0, batch.size, NO_OWNER);
        for (int nth = 0; nth < Math.max(1, assigned.most()); nth++) {
            for (int row = 0; row < batch.size; row++) {
                int index = assigned.from(row) + nth;
                slots[row] = Accumulators.TRASH;
                if (index < assigned.to(row)) {
                    findSlot(row, ids[row], assigned.start(index), assigned.end(index), judge.of(row));
                }
            }
            plan.update(accumulators, keys, slots, ids, batch, 0, batch.size);
            accumulators.wipeTrash();
            noteEarly(batch, ids);
        }
        absorbed = batch.size;
        for (int row = 0; row < batch.size; row++) {
            if (owners[row] != NO_OWNER) {
                windows.own(owners[row], 1);
            } else if (assigned.from(row) == assigned.to(row)) {
                untaken.outside++;
            } else {
                untaken.closed++;
            }
        }
    }

    private void findSlot(int row, int id, long start, long end, long judge) {
        if (isClosedForGood(end, judge)) {
            return;
        }
        int window = windows.find(id, start, end);
        if (window < 0) {
            window = open(id, start, end);
        }
        changed.add(window);
        noteRevision(window, id);
        slots[row] = windows.slot(window);
        // The ledger follows a record in the last of its windows.
        if (owners[row] == NO_OWNER || windows.end(owners[row]) < end) {
            owners[row] = window;
        }
    }

    private void noteRevision(int window, int id) {
        if (windows.isEmitted(window)) {
            revisedIds.add(id);
        }
    }

    private void noteEarly(Batch batch, int[] ids) {
        if (emission.earlyEveryRecords() == 0) {
            return;
        }
        for (int row = 0; row < batch.size; row++) {
            int slot = slots[row];
            if (slot != Accumulators.TRASH
                    && accumulators.records(slot) - accumulators.reported(slot) >= emission.earlyEveryRecords()) {
                revisedIds.add(ids[row]);
            }
        }
    }

    @Override
    public int absorbedOfFailed() {
        return absorbed;
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
        return emitRevisions(results) && emitFinal(results) && emitEarly(results);
    }

    private boolean emitRevisions(ResultBatch results) throws RecordFailure {
        while (!revisedIds.isEmpty()) {
            int id = revisedIds.first();
            for (int window = windows.first(id); window >= 0; window = windows.next(window)) {
                if (isRevisionDue(window)) {
                    if (results.isFull()) {
                        return false;
                    }
                    revise(results, id, window);
                }
            }
            revisedIds.removeFirst();
        }
        return true;
    }

    private boolean isRevisionDue(int window) {
        int slot = windows.slot(window);
        long unreported = accumulators.records(slot) - accumulators.reported(slot);
        return windows.isEmitted(window)
                ? unreported > 0
                : emission.earlyEveryRecords() > 0 && unreported >= emission.earlyEveryRecords();
    }

    private void revise(ResultBatch results, int id, int window) throws RecordFailure {
        boolean isEarly = !windows.isEmitted(window);
        int slot = windows.slot(window);
        changed.add(window);
        results.addRevision(id, slot, windows.start(window), windows.end(window), isEarly, watermark, cause);
        report(results, window);
    }

    private void report(ResultBatch results, int window) {
        int slot = windows.slot(window);
        if (emission.isDiscarding()) {
            pass(results, window);
            accumulators.clearValues(slot);
        }
        accumulators.onReported(slot);
    }

    private void pass(ResultBatch results, int window) {
        results.onPassed(isMerging ? accumulators.records(windows.slot(window)) : windows.disown(window));
    }

    private boolean emitFinal(ResultBatch results) throws RecordFailure {
        timers.advance(watermark, dueIds::add);
        while (!dueIds.isEmpty()) {
            int id = dueIds.first();
            if (!emitFinal(results, id)) {
                return false;
            }
            dueIds.removeFirst();
            refile(id);
        }
        if (closedSinceRound * 2 > windows.size()) {
            closedSinceRound = 0;
            keys.onWindowClosed();
        }
        return true;
    }

    private boolean emitFinal(ResultBatch results, int id) throws RecordFailure {
        for (int window = windows.first(id); window >= 0; ) {
            int following = windows.next(window);
            if (windows.end(window) <= watermark && !windows.isEmitted(window)) {
                if (results.isFull()) {
                    return false;
                }
                close(results, window);
            }
            if (windows.isEmitted(window) && isClosedForGood(windows.end(window), watermark)) {
                remove(results, id, window);
            }
            window = following;
        }
        return true;
    }

    private void close(ResultBatch results, int window) throws RecordFailure {
        int slot = windows.slot(window);
        int id = windows.id(window);
        changed.add(window);
        windows.setEmitted(window, true);
        if (accumulators.records(slot) > 0) {
            results.addFinal(id, slot, windows.start(window), windows.end(window), cause);
            if (latenessMillis > 0) {
                report(results, window);
            }
        }
    }

    private void remove(ResultBatch results, int id, int window) {
        changed.add(window);
        int slot = windows.slot(window);
        pass(results, window);
        if (accumulators.isUsed(slot)) {
            keys.release(id);
        }
        windows.remove(id, window);
        accumulators.releaseSlot(slot);
        closedSinceRound++;
    }

    private void refile(int id) {
        long next = Long.MAX_VALUE;
        for (int window = windows.first(id); window >= 0; window = windows.next(window)) {
            next = Math.min(next, deadline(window));
        }
        if (windows.first(id) >= 0) {
            timers.file(id, next);
        }
    }

    private boolean emitEarly(ResultBatch results) throws RecordFailure {
        if (earlyId < 0) {
            if (!earlyClock.strikes(watermark)) {
                return true;
            }
            earlyId = 0;
        }
        for (int end = keys.idEnd(); earlyId < end; earlyId++) {
            for (int window = windows.first(earlyId); window >= 0; window = windows.next(window)) {
                int slot = windows.slot(window);
                if (!windows.isEmitted(window) && accumulators.records(slot) > accumulators.reported(slot)) {
                    if (results.isFull()) {
                        return false;
                    }
                    revise(results, earlyId, window);
                }
            }
        }
        earlyId = -1;
        return true;
    }

    @Override
    public boolean isEmpty() {
        return windows.size() == 0;
    }

    @Override
    public long held() {
        return isMerging ? windows.records(accumulators) : windows.owned();
    }

    @Override
    public void capture(StateWriter out, String name) {
        earlyClock.capture(out, name + ".early");
        out.rows(name + ".windows");
        changed.capture(out, 0, windows.windowEnd(), new Rows());
    }

    private final class Rows implements ChangedRows.RowWriter {

        @Override
        public void write(int window, StateWriter out) {
            if (windows.isOpen(window)) {
                out.entry(keys, windows.id(window));
                out.writeLong(windows.start(window));
                out.writeLong(windows.end(window));
                out.writeBoolean(windows.isEmitted(window));
                out.writeLong(windows.ownedBy(window));
                accumulators.write(windows.slot(window), out);
            }
        }

        @Override
        public long fetch(int window) {
            return windows.isOpen(window)
                    ? keys.key(windows.id(window)) + accumulators.records(windows.slot(window))
                    : 0;
        }
    }

    @Override
    public void restore(StateReader in, String name) {
        earlyClock.restore(in, name + ".early");
        while (in.next(name + ".windows")) {
            int id = in.id(keys);
            int slot = accumulators.takeSlot();
            int window = windows.add(id, in.readLong(), in.readLong(), slot);
            windows.setEmitted(window, in.readBoolean());
            windows.own(window, in.readLong());
            accumulators.read(in, slot);
            if (accumulators.isUsed(slot)) {
                keys.retain(id);
            }
            file(id, window);
        }
    }

    @Override
    public void weigh(Footprint footprint) {
        windows.weigh(footprint);
        timers.weigh(footprint);
        changed.weigh(footprint);
        dueIds.weigh(footprint);
        revisedIds.weigh(footprint);
    }
}
