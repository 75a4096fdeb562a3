package dev.millrace.engine.window;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.CountWindow;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.TrailingWindow;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.aggregate.Partial;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateLayout;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates the records of each key in each of its windows.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A batch is absorbed in whole passes: keys become ids, one probe each; late rows are taken out; the numbers that the
 * aggregate needs are read into columns; then each kind of windows ({@link Windowing}) finds the slots of the rows, and
 * kernels fold the columns into them. Several kinds share all passes but the last. What comes out at a watermark is given
 * a batch at a time.
 *
 * <p>A record is late if all its windows had closed by the watermark that the {@link Judge} names for it.
 *
 * <p>The ledger follows a record through the first kind of windows: it is held while that holds it, and passed when that
 * lets go of it, or when only other kinds took it.
 */
public final class WindowOperator implements Operator {

    private final Emission emission;
    private final SharedState state;
    private final StateLayout layout;
    private final List<Windowing> windowings = new ArrayList<>();
    private final List<ResultBatch> results = new ArrayList<>();
    private final Judge judge = new Judge();
    private final OperatorCounters counters = new OperatorCounters();
    private final Untaken untaken = new Untaken();
    private final LateRows lateRows;
    private final Failures failures;
    private final RejectedRows rejected;
    private final int[] ids;

    /** Rows of the batch at hand that were set aside when they had come to their window. */
    private final BitSet refused = new BitSet();

    /** Whether there is one kind of windows. */
    private final boolean isAlone;

    private long watermark = Long.MIN_VALUE;

    /** What moved it last; the windows that it closes say so in all their results. */
    private ClosedBy cause = ClosedBy.WATERMARK;

    /** The batch whose header has not gone out yet. */
    private @Nullable Batch input;

    /** Late rows of the batch at hand that are accounted for. */
    private int takenOut;

    /** The kind of windows whose turn it is to give results. */
    private int emitting;

    /** Rows of a batch in which one failed: the job stops, but they stay accounted for. */
    private long stranded;

    /**
     * Makes one without state.
     *
     * @param windows one or more kinds
     * @param emission when results come; for one kind only
     * @param aggregate what is computed
     * @param keyKind how keys come and are given back
     * @param isLateRead whether anybody reads late records
     * @param batchCapacity rows in a batch
     */
    public WindowOperator(
            List<WindowSpec<?>> windows,
            Emission emission,
            Aggregate<?, ?, ?> aggregate,
            KeyKind keyKind,
            boolean isLateRead,
            int batchCapacity) {
        this(windows, emission, aggregate, keyKind, isLateRead, Failures.fatal(), batchCapacity, false);
    }

    /**
     * Makes one without state.
     *
     * @param windows one or more kinds
     * @param emission when results come; for one kind only
     * @param aggregate what is computed
     * @param keyKind how keys come and are given back
     * @param isLateRead whether anybody reads late records
     * @param failures what becomes of records that the aggregate does not take, and of results that it does not give
     * @param batchCapacity rows in a batch
     * @param isOrderFixed whether the results of an aligned window come in the order of keys, and not in one that depends on how the
     *     input was cut into batches
     */
    public WindowOperator(
            List<WindowSpec<?>> windows,
            Emission emission,
            Aggregate<?, ?, ?> aggregate,
            KeyKind keyKind,
            boolean isLateRead,
            Failures failures,
            int batchCapacity,
            boolean isOrderFixed) {
        this.emission = emission;
        this.failures = failures;
        rejected = new RejectedRows(failures);
        isAlone = windows.size() == 1;
        AggregatePlan plan = new AggregatePlan(aggregate, emission.isRevised());
        state = new SharedState(plan, batchCapacity, isOrderFixed, this::refuse);
        for (WindowSpec<?> window : windows) {
            int kind = windowings.size();
            windowings.add(windowing(window));
            Batch batch = new Batch(batchCapacity);
            batch.port = Batch.resultPort(kind);
            results.add(new ResultBatch(
                    batch, state.accumulators(), plan, state.keys(), keyKind, failures, counters, kind == 0));
        }
        layout = new StateLayout(windows.stream().map(WindowSpec::describe).collect(Collectors.joining(" and "))
                + emission.describe() + ": " + plan.describeFormat());
        lateRows = new LateRows(isLateRead && emission.latePolicy() == LatePolicy.SIDE_STREAM, batchCapacity);
        ids = new int[batchCapacity];
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private Windowing windowing(WindowSpec<?> window) {
        if (window instanceof AlignedWindows aligned) {
            if (aligned.isTiling()) {
                return new TilingWindowing(aligned, emission, state);
            }
            return emission.isRevised()
                    ? new PerKeyWindowing(new AlignedAsAssigned(aligned), emission, state)
                    : new OverlappingWindowing(aligned, state);
        }
        if (window instanceof AssignedWindows<?> assigned) {
            return new PerKeyWindowing((AssignedWindows<Object>) assigned, emission, state);
        }
        return window instanceof CountWindow count
                ? new CountWindowing(count, state)
                : new TrailingWindowing((TrailingWindow) window, state);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        input = batch;
        untaken.undecided.clear();
        if (batch.size > 0) {
            int rows = batch.size;
            takenOut = 0;
            try {
                state.keys().resolve(batch, ids);
                if (rejected.isAllowed()) {
                    takeOutWithoutPlace(batch);
                    rows = batch.size;
                }
                judge.look(batch);
                if (judge.mayBeBehind()) {
                    takeOutLateRows(batch);
                }
            } catch (RecordFailure failure) {
                fail(rows - takenOut);
                throw failure;
            }
        }
        if (batch.hasPartials && batch.size > 0) {
            absorbPartials(batch);
        }
        if (batch.size > 0) {
            absorb(batch);
            takeOutUndecided(batch);
        }
        // Few ids a batch, but more than a batch can bring, so that freeing keeps up with new keys.
        state.keys().sweep(2 * batch.size + 1);
        advance(batch.watermark, batch.cause);
    }

    /** Before late rows are, for those are asked for their windows, too. */
    private void takeOutWithoutPlace(Batch batch) throws RecordFailure {
        for (Windowing windowing : windowings) {
            windowing.tryOut(batch, rejected);
        }
        if (!rejected.isEmpty()) {
            rejected.takeOut(batch, counters);
            rejected.keep(ids);
            rejected.clear();
        }
    }

    private void advance(long newWatermark, ClosedBy newCause) {
        if (newWatermark > watermark) {
            watermark = newWatermark;
            cause = newCause;
            judge.advance(watermark);
            for (Windowing windowing : windowings) {
                windowing.advance(watermark, cause);
            }
        }
    }

    private void takeOutLateRows(Batch batch) throws RecordFailure {
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            // Only a row behind the watermark can be late; most are not, and need no window.
            Standing standing = batch.timestamps[row] < judge.of(row) ? standingOrFails(batch, row) : Standing.OPEN;
            if (standing == Standing.CLOSED) {
                takeOut(batch, row);
            } else {
                untaken.undecided.set(kept, standing == Standing.UNDECIDED);
                if (kept != row) {
                    batch.move(row, kept);
                    ids[kept] = ids[row];
                }
                kept++;
            }
        }
        if (kept < batch.size) {
            batch.truncate(kept);
        }
    }

    private Standing standingOrFails(Batch batch, int row) throws RecordFailure {
        try {
            return standing(batch, row);
        } catch (RecordFailure failure) {
            throw failure;
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    /** Of all kinds together: what has no window at all cannot be late for one. */
    private Standing standing(Batch batch, int row) throws RecordFailure {
        Standing all = Standing.OUTSIDE;
        for (Windowing windowing : windowings) {
            Standing standing = windowing.standing(batch, row, ids[row], judge.of(row));
            if (standing == Standing.OPEN) {
                return standing;
            }
            if (standing == Standing.UNDECIDED || all == Standing.OUTSIDE) {
                all = standing;
            }
        }
        return all;
    }

    /** Rows that no kind has taken in the end are late. */
    private void takeOutUndecided(Batch batch) throws RecordFailure {
        int left = untaken.undecided.cardinality();
        for (int row = untaken.undecided.nextSetBit(0); row >= 0; row = untaken.undecided.nextSetBit(row + 1)) {
            try {
                // The first kind has counted it among those that others have taken.
                if (windowings.get(0).standing(batch, row, ids[row], judge.of(row)) == Standing.OUTSIDE) {
                    counters.filtered--;
                } else {
                    counters.passed--;
                }
                takeOut(batch, row);
            } catch (RecordFailure failure) {
                fail(left);
                throw failure;
            }
            left--;
        }
    }

    private void takeOut(Batch batch, int row) throws RecordFailure {
        switch (emission.latePolicy()) {
            case DROP -> {
                counters.dropped++;
                takenOut++;
            }
            case FAIL ->
                throw new RecordFailure(
                        batch.origins[row],
                        new IllegalStateException("a record of " + Instant.ofEpochMilli(batch.timestamps[row])
                                + " came after its last window " + lastWindow(batch, row)
                                + " had closed, the watermark being " + Instant.ofEpochMilli(judge.of(row))
                                + "; allow more disorder or lateness, or choose another policy than FAIL"));
            case SIDE_STREAM -> {
                counters.late++;
                takenOut++;
                if (lateRows.areRead(batch)) {
                    lateRows.add(batch, row, lastWindow(batch, row), judge.of(row));
                }
            }
        }
    }

    /** The last to close of all windows of a record. */
    private Window lastWindow(Batch batch, int row) throws RecordFailure {
        Window last = null;
        for (Windowing windowing : windowings) {
            Window window = windowing.lastWindow(batch, row);
            if (window != null && (last == null || window.end().isAfter(last.end()))) {
                last = window;
            }
        }
        assert last != null : "a late row has a window";
        return last;
    }

    /**
     * Takes out the rows that stand for several records. None of them is late: the first half passes rows that may be as they
     * are. In the ledger they count as those records.
     */
    private void absorbPartials(Batch batch) throws RecordFailure {
        Windowing windowing = windowings.get(0);
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            if (batch.values[row] instanceof Partial partial) {
                int slot = windowing.slotOf(ids[row], batch.timestamps[row]);
                counters.in += partial.records() - 1;
                if (slot == Accumulators.TRASH) {
                    counters.filtered += partial.records();
                } else {
                    merge(slot, ids[row], partial, batch.size - row + kept);
                }
            } else {
                if (kept != row) {
                    batch.move(row, kept);
                    ids[kept] = ids[row];
                }
                kept++;
            }
        }
        if (kept < batch.size) {
            batch.truncate(kept);
            judge.look(batch);
        }
    }

    private void merge(int slot, int id, Partial partial, int rowsLeft) throws RecordFailure {
        try {
            state.plan().merge(state.accumulators(), state.keys(), slot, id, partial);
        } catch (Throwable thrown) {
            fail(rowsLeft + (int) partial.records() - 1);
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
    }

    private void absorb(Batch batch) throws RecordFailure {
        read(batch);
        int kind = 0;
        refused.clear();
        try {
            for (; kind < windowings.size() && batch.size > 0; kind++) {
                untaken.clear();
                windowings.get(kind).absorb(batch, ids, judge, untaken);
                if (kind == 0) {
                    counters.filtered += untaken.outside;
                    counters.passed += untaken.closed;
                }
            }
        } catch (RecordFailure failure) {
            // Once the first kind has a row, it is held there.
            if (kind == 0) {
                int absorbed = windowings.get(0).absorbedOfFailed();
                fail(batch.size - absorbed - refused.get(absorbed, batch.size).cardinality());
            }
            throw failure;
        }
    }

    private void read(Batch batch) throws RecordFailure {
        try {
            state.plan().readColumns(batch, rejected);
            if (!rejected.isEmpty()) {
                takeOutRejected(batch);
            }
        } catch (RecordFailure failure) {
            fail(batch.size);
            throw failure;
        }
    }

    private void takeOutRejected(Batch batch) throws RecordFailure {
        rejected.takeOut(batch, counters);
        rejected.keep(ids);
        rejected.keep(untaken.undecided);
        state.plan().keepColumns(rejected);
        rejected.clear();
        judge.look(batch);
    }

    /** A row does not go with what its window has. Of several kinds of windows another may have it, so it cannot be taken back. */
    private void refuse(Batch batch, RecordFailure failure) throws RecordFailure {
        if (!isAlone) {
            throw failure;
        }
        failures.setAside(batch, failure.row(), failure, counters);
        counters.failed++;
        refused.set(failure.row());
    }

    /** One of so many rows has failed, and the others are stranded with it. */
    private void fail(int rows) {
        counters.failed++;
        stranded = rows - 1L;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch from = input;
        if (from == null) {
            return null;
        }
        Batch late = lateRows.next(from);
        if (late != null) {
            return late;
        }
        // The first kind comes last, as it leaves by the main output and takes the header along. Only what leaves there
        // is
        // counted, since that is what whoever comes next in the chain receives; lanes count what they carry.
        if (emitting < windowings.size() - 1) {
            ResultBatch others = results.get(emitting + 1);
            others.batch.clear();
            boolean isDone = windowings.get(emitting + 1).emit(others);
            if (!isDone) {
                return others.batch;
            }
            finish(others, from);
            emitting++;
            return others.batch;
        }
        ResultBatch first = results.get(0);
        first.batch.clear();
        boolean isDone = windowings.get(0).emit(first);
        counters.out += first.batch.size;
        if (isDone) {
            finish(first, from);
            input = null;
            emitting = 0;
            lateRows.clear();
        }
        return first.batch;
    }

    private void finish(ResultBatch done, Batch from) {
        done.batch.copyHeader(from);
        done.onSent(watermark);
        // As long as windows are open there will be results, and whoever reads them must wait for them.
        done.batch.isIdle = from.isIdle && windowings.stream().allMatch(Windowing::isEmpty);
    }

    /** What all kinds of windows keep. */
    SharedState state() {
        return state;
    }

    @Override
    public void capture(StateWriter out) {
        layout.capture(out);
        out.list("time");
        out.entryForAll();
        out.writeLong(watermark);
        out.writeString(cause.name());
        for (int kind = 0; kind < windowings.size(); kind++) {
            windowings.get(kind).capture(out, Integer.toString(kind));
        }
    }

    @Override
    public void restore(StateReader in) {
        layout.requireSame(in);
        while (in.next("time")) {
            advance(in.readLong(), ClosedBy.valueOf(in.readString()));
        }
        results.forEach(each -> each.onSent(watermark));
        for (int kind = 0; kind < windowings.size(); kind++) {
            windowings.get(kind).restore(in, Integer.toString(kind));
        }
    }

    @Override
    public long held() {
        return windowings.get(0).held() + stranded;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        state.accumulators().weigh(footprint);
        state.keys().weigh(footprint);
        windowings.forEach(windowing -> windowing.weigh(footprint));
    }
}
