package dev.millrace.engine.join;

import dev.millrace.api.view.JoinRow;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import dev.millrace.engine.window.Standing;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of several sides together that have one key and are in one window.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A batch is of one side. Its keys become ids, one probe each; late rows are taken out; then the kind of windows
 * ({@link JoinWindowing}) puts the rows where they wait. When the watermark has closed windows it finds group after group,
 * and {@link GroupResults} makes results of each, a batch at a time; a group of any size is a cursor there.
 *
 * <p>A record is late if all its windows had closed by the watermark that the {@link Judge} names for it: that of this
 * operator, which is the slowest side's, or that of its own split when it was read.
 */
final class WindowJoinOperator implements Operator, ShownRows {

    private final KeyTable keys;
    private final KeyKind keyKind;
    private final JoinWindowing windowing;
    private final GroupResults results;
    private final KeyGroup group;
    private final LatePolicy latePolicy;
    private final LateRows lateRows;
    private final Judge judge = new Judge();
    private final OperatorCounters counters = new OperatorCounters();
    private final int[] ids;

    /** Rows of the batch at hand that are late unless a window takes them. */
    private final BitSet undecided = new BitSet();

    /** The batch whose header has not gone out yet. */
    private @Nullable Batch input;

    /** Whether a group was found whose results are not all out. */
    private boolean isGroupOpen;

    /** Late rows of the batch at hand that are accounted for. */
    private int takenOut;

    /** Rows of a batch in which one failed: the job stops, but they stay accounted for. */
    private long stranded;

    WindowJoinOperator(
            KeyTable keys,
            KeyKind keyKind,
            JoinWindowing windowing,
            GroupResults results,
            LatePolicy latePolicy,
            boolean[] isLateRead,
            int batchCapacity) {
        this.keys = keys;
        this.keyKind = keyKind;
        this.windowing = windowing;
        this.results = results;
        this.latePolicy = latePolicy;
        group = new KeyGroup(isLateRead.length, windowing.pages());
        lateRows = new LateRows(isLateRead, batchCapacity);
        ids = new int[batchCapacity];
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        input = batch;
        takenOut = 0;
        undecided.clear();
        if (batch.size > 0) {
            int rows = batch.size;
            try {
                keys.resolve(batch, ids);
                judge.look(batch);
                if (judge.mayBeBehind()) {
                    takeOutLateRows(batch);
                }
            } catch (RecordFailure failure) {
                fail(rows - takenOut);
                throw failure;
            }
        }
        if (batch.size > 0) {
            absorb(batch);
            takeOutUndecided(batch);
        }
        // Few ids a batch, but more than a batch can bring, so that freeing keeps up with new keys.
        keys.sweep(2 * batch.size + 1);
        if (batch.watermark > judge.watermark()) {
            judge.advance(batch.watermark);
            windowing.advance(batch.watermark);
        }
    }

    private void takeOutLateRows(Batch batch) throws RecordFailure {
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            // Only a row behind the watermark can be late; most are not, and need no window.
            Standing standing = batch.timestamps[row] < judge.of(row) ? standing(batch, row) : Standing.OPEN;
            if (standing == Standing.CLOSED) {
                takeOut(batch, row);
            } else {
                undecided.set(kept, standing == Standing.UNDECIDED);
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

    private Standing standing(Batch batch, int row) throws RecordFailure {
        try {
            return windowing.standing(batch, row, ids[row], judge.of(row));
        } catch (RecordFailure failure) {
            throw failure;
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    /** Rows that have not been taken in the end are late. */
    private void takeOutUndecided(Batch batch) throws RecordFailure {
        int left = undecided.cardinality();
        for (int row = undecided.nextSetBit(0); row >= 0; row = undecided.nextSetBit(row + 1)) {
            try {
                takeOut(batch, row);
            } catch (RecordFailure failure) {
                fail(left);
                throw failure;
            }
            left--;
        }
    }

    private void takeOut(Batch batch, int row) throws RecordFailure {
        Window window = windowing.lastWindow(batch, row);
        switch (latePolicy) {
            case DROP -> counters.dropped++;
            case FAIL ->
                throw new RecordFailure(
                        batch.origins[row],
                        new IllegalStateException("a record of " + Instant.ofEpochMilli(batch.timestamps[row])
                                + " came after its last window " + window + " had closed, the watermark being "
                                + Instant.ofEpochMilli(judge.of(row))
                                + "; allow more disorder, or choose another policy than FAIL"));
            case SIDE_STREAM -> {
                counters.late++;
                lateRows.add(batch, row, window, judge.of(row));
            }
        }
        takenOut++;
    }

    private void absorb(Batch batch) throws RecordFailure {
        try {
            counters.filtered += windowing.absorb(batch, ids, judge, undecided);
        } catch (RecordFailure failure) {
            counters.filtered += windowing.outsideOfFailed();
            fail(batch.size - windowing.absorbedOfFailed());
            throw failure;
        }
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
        results.clear();
        boolean isDone = giveResults();
        Batch out = results.batch(counters);
        counters.out += out.size;
        if (isDone) {
            out.copyHeader(from);
            // As long as windows are open there will be results, and whoever reads them must wait for them.
            out.isIdle = from.isIdle && windowing.isEmpty();
            lateRows.clear();
            input = null;
        }
        return out;
    }

    /** Gives results as far as there is room; true if there are no more at this watermark. */
    private boolean giveResults() throws RecordFailure {
        while (true) {
            if (!isGroupOpen) {
                JoinWindowing.Search search = windowing.next(group);
                counters.passed += windowing.takePassed();
                if (search != JoinWindowing.Search.FOUND) {
                    return search == JoinWindowing.Search.DONE;
                }
                isGroupOpen = true;
            }
            if (!results.add(group, counters)) {
                return false;
            }
            isGroupOpen = false;
            group.clear();
        }
    }

    @Override
    public void capture(StateWriter out) {
        windowing.capture(out);
    }

    @Override
    public void restore(StateReader in) {
        windowing.restore(in);
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        windowing.show(shown);
        shown.giveTo(keys, keyKind, visitor);
    }

    /** The keys that have ids. */
    KeyTable keys() {
        return keys;
    }

    /** Where rows wait. */
    RowPages pages() {
        return windowing.pages();
    }

    @Override
    public long held() {
        return windowing.held() + stranded;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        windowing.weigh(footprint);
    }
}
