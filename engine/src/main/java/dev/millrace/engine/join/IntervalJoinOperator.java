package dev.millrace.engine.join;

import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins each row with the rows of the other side that have its key and a time near its own.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A symmetric join (Wilschut and Apers, PDIS 1991), bounded by time (Kang, Naughton, Viglas, ICDE 2003): a row first meets
 * what the other side has kept, then is kept itself for what is to come. What is kept is sorted by time ({@link SortedRows}),
 * so a row touches only what it meets.
 *
 * <p>A row can go when the watermark is past the latest time of what it can meet ({@link Reach#end}): one deadline for each
 * key, that of its earliest row to go. A row that is then unmatched, and of a side whose unmatched rows are wanted, comes
 * alone with its own time. So what this operator sends can be as old as the watermark less the distance for which a row of
 * such a side waits, and that much the watermark that it sends is behind the one that it has.
 *
 * <p>Where the other side has ended a row need not be kept, as nothing will ask for it.
 *
 * <p>Every call does a bounded amount of work: it ends when a batch of pairs is full, or after the rows of one batch and
 * {@value #DUE_MAX} keys or unmatched rows. Where it goes on is in fields.
 *
 * <p>The ledger follows a row from the batch ({@code pending}) into state ({@code kept}) and out of it ({@code leaving}, until
 * the results that it may be part of are made).
 */
final class IntervalJoinOperator implements Operator, ShownRows {

    private static final int DUE_MAX = 4096;
    private static final int SIDES = 2;

    /** By side: the list of its rows at a capture. */
    private static final String[] LISTS = {"left", "right"};

    /** In place of an index: the row at hand has not met anybody yet. */
    private static final int NOT_STARTED = -1;

    private final Reach reach;
    private final KeyKind keyKind;
    private final boolean[] keepsUnmatched = new boolean[SIDES];
    private final long delayMillis;
    private final KeyTable keys = new KeyTable();
    private final SortedRows[] rows = new SortedRows[SIDES];
    /** By side and id; told before rows come, go, or have met. */
    private final ChangedRows[] changed = {new ChangedRows(), new ChangedRows()};

    private final TimerWheel deadlines = new TimerWheel();
    private final IntQueue due = new IntQueue();
    private final IntConsumer onDue = due::add;
    private final Judge judge = new Judge();
    private final LateRows lateRows;
    private final PairBatch pairs;
    private final OperatorCounters counters = new OperatorCounters();
    private final int[] ids;

    /** By side: its own watermark, which is the end of time once it has ended. */
    private final long[] sideWatermarks = {Long.MIN_VALUE, Long.MIN_VALUE};

    /** By side: rows kept that will come alone if nothing comes that they meet. */
    private final long[] unmatched = new long[SIDES];

    /** The batch whose header has not gone out yet. */
    private @Nullable Batch input;

    /** The row at hand; those before it have been absorbed. */
    private int row;

    /** Index of the row of the other side that it meets next. */
    private int partner = NOT_STARTED;

    /** Whether the row at hand has met any. */
    private boolean hasMet;

    private long kept;
    private long leaving;
    private boolean hasFreedKeys;

    /**
     * Makes one without state.
     *
     * @param type which unmatched rows come alone
     * @param reach which rows meet
     * @param joiner makes results
     * @param keyKind how keys come, on both sides
     * @param isLateRead by side: whether anybody reads late rows
     * @param failures what becomes of pairs that the joiner does not take
     * @param batchCapacity rows in a batch
     */
    IntervalJoinOperator(
            JoinType type,
            Reach reach,
            Joiner<Object, Object, Object> joiner,
            KeyKind keyKind,
            boolean[] isLateRead,
            Failures failures,
            int batchCapacity) {
        this.reach = reach;
        this.keyKind = keyKind;
        long delay = 0;
        for (int side = 0; side < SIDES; side++) {
            keepsUnmatched[side] = type.keepsUnmatched(side);
            rows[side] = new SortedRows(keepsUnmatched[side]);
            delay = keepsUnmatched[side] ? Math.max(delay, reach.ahead(side)) : delay;
        }
        delayMillis = delay;
        pairs = new PairBatch(joiner, failures, batchCapacity);
        lateRows = new LateRows(isLateRead, batchCapacity);
        ids = new int[batchCapacity];
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        input = batch;
        row = 0;
        sideWatermarks[batch.side] = batch.sideWatermark;
        if (batch.size > 0) {
            keys.resolve(batch, ids);
            judge.look(batch);
            if (judge.mayBeBehind()) {
                takeOutLateRows(batch);
            }
        }
    }

    private void takeOutLateRows(Batch batch) {
        int onTime = 0;
        for (int i = 0; i < batch.size; i++) {
            long watermark = judge.of(i);
            if (batch.timestamps[i] < watermark) {
                counters.late++;
                lateRows.add(batch, i, watermark);
            } else {
                if (onTime != i) {
                    batch.move(i, onTime);
                    ids[onTime] = ids[i];
                }
                onTime++;
            }
        }
        // The keys of rows that are not kept may be of no use any more.
        hasFreedKeys |= onTime < batch.size;
        batch.truncate(onTime);
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
        pairs.clear();
        boolean isDone = absorb(from) && letGo();
        Batch results = join();
        counters.out += results.size;
        if (isDone) {
            finish(results, from);
        }
        return results;
    }

    /** Goes on with the rows of a batch; false if there is no room for more pairs. */
    private boolean absorb(Batch from) {
        int side = from.side;
        boolean isOtherAtEnd = sideWatermarks[1 - side] == Long.MAX_VALUE;
        while (row < from.size) {
            if (!meet(from, side)) {
                return false;
            }
            if (!isOtherAtEnd) {
                keep(side, ids[row], from.timestamps[row], from.origins[row], value(from, row), hasMet);
            } else if (hasMet || !keepsUnmatched[side]) {
                leaving++;
            } else if (pairs.isFull()) {
                return false;
            } else {
                addAlone(side, value(from, row), from.timestamps[row], from.origins[row]);
                leaving++;
            }
            partner = NOT_STARTED;
            row++;
        }
        hasFreedKeys |= isOtherAtEnd;
        // Time moves behind the last row, once.
        if (from.watermark > judge.watermark()) {
            judge.advance(from.watermark);
            deadlines.advance(from.watermark, onDue);
        }
        return true;
    }

    private static Object value(Batch from, int row) {
        Object value = from.values[row];
        assert value != null : "row " + row + " of " + from.size;
        return value;
    }

    /** Goes on with what the row at hand meets; false if there is no room for more pairs. */
    private boolean meet(Batch from, int side) {
        SortedRows others = rows[1 - side];
        others.open(ids[row]);
        long time = from.timestamps[row];
        if (partner == NOT_STARTED) {
            partner = others.firstAtOrAfter(reach.first(side, time));
            hasMet = false;
        }
        long last = reach.last(side, time);
        boolean isMarking = keepsUnmatched[1 - side];
        while (partner < others.size()) {
            long otherTime = others.time(partner);
            if (otherTime > last) {
                break;
            }
            if (pairs.isFull()) {
                return false;
            }
            if (side == 0) {
                pairs.add(value(from, row), others.value(partner), Math.max(time, otherTime), from.origins[row]);
            } else {
                pairs.add(others.value(partner), value(from, row), Math.max(time, otherTime), others.origin(partner));
            }
            if (isMarking && !others.isFlagged(partner)) {
                changed[1 - side].add(ids[row]);
                others.flag(partner);
                unmatched[1 - side]--;
            }
            hasMet = true;
            partner++;
        }
        return true;
    }

    private void keep(int side, int id, long time, long origin, Object value, boolean isMatched) {
        SortedRows own = rows[side];
        SortedRows others = rows[1 - side];
        own.open(id);
        others.open(id);
        if (own.isEmpty() && others.isEmpty()) {
            keys.retain(id);
        }
        changed[side].add(id);
        kept++;
        unmatched[side] += keepsUnmatched[side] && !isMatched ? 1 : 0;
        if (own.insert(time, origin, value, isMatched) == 0) {
            long end = reach.end(side, time);
            if (!deadlines.isFiled(id) || end < deadlines.deadline(id)) {
                deadlines.file(id, end);
            }
        }
    }

    private void addAlone(int side, Object value, long time, long origin) {
        pairs.add(side == 0 ? value : null, side == 0 ? null : value, time, origin);
    }

    /** Goes on with what is due; false if there is more. */
    private boolean letGo() {
        int budget = DUE_MAX;
        while (!due.isEmpty()) {
            int id = due.first();
            for (int side = 0; side < SIDES; side++) {
                rows[side].open(id);
                budget = keepsUnmatched[side] ? letGoOneByOne(side, id, budget) : letGoAtOnce(side, id, budget);
                if (budget <= 0) {
                    return false;
                }
            }
            due.removeFirst();
            fileNext(id);
        }
        return true;
    }

    /** Returns what is left of the budget; nothing if there is more to do. */
    private int letGoOneByOne(int side, int id, int budget) {
        SortedRows own = rows[side];
        int left = budget;
        while (!own.isEmpty() && reach.end(side, own.time(0)) <= judge.watermark()) {
            if (!own.isFlagged(0)) {
                if (pairs.isFull()) {
                    return 0;
                }
                addAlone(side, own.value(0), own.time(0), own.origin(0));
                unmatched[side]--;
            }
            changed[side].add(id);
            own.removeFirst(1);
            kept--;
            leaving++;
            if (--left == 0) {
                return 0;
            }
        }
        return left;
    }

    private int letGoAtOnce(int side, int id, int budget) {
        SortedRows own = rows[side];
        int count = judge.watermark() == Long.MAX_VALUE
                ? own.size()
                : own.firstAtOrAfter(reach.earliestOpen(side, judge.watermark()));
        if (count > 0) {
            changed[side].add(id);
            own.removeFirst(count);
            kept -= count;
            leaving += count;
        }
        return budget - 1;
    }

    private void fileNext(int id) {
        long end = Long.MAX_VALUE;
        boolean isEmpty = true;
        for (int side = 0; side < SIDES; side++) {
            if (!rows[side].isEmpty()) {
                end = Math.min(end, reach.end(side, rows[side].time(0)));
                isEmpty = false;
            }
        }
        if (isEmpty) {
            keys.release(id);
            hasFreedKeys = true;
        } else {
            deadlines.file(id, end);
        }
    }

    private Batch join() throws RecordFailure {
        Batch results;
        try {
            results = pairs.join(counters);
        } catch (RecordFailure failure) {
            counters.failed++;
            throw failure;
        }
        counters.passed += leaving;
        leaving = 0;
        return results;
    }

    private void finish(Batch results, Batch from) {
        results.copyHeader(from);
        results.watermark = Reach.minus(judge.watermark(), delayMillis);
        // As long as there are rows that may come alone, whoever reads them must wait for them.
        results.isIdle = from.isIdle && unmatched[0] == 0 && unmatched[1] == 0;
        if (hasFreedKeys) {
            keys.onWindowClosed();
            hasFreedKeys = false;
        }
        // Few ids a batch, but more than a batch can bring, so that freeing keeps up with new keys.
        keys.sweep(2 * from.size + 1);
        lateRows.clear();
        row = 0;
        input = null;
    }

    @Override
    public void capture(StateWriter out) {
        for (int side = 0; side < SIDES; side++) {
            SortedRows own = rows[side];
            out.rows(LISTS[side]);
            changed[side].capture(out, 0, keys.idEnd(), (id, entries) -> own.write(keys, id, entries));
        }
    }

    @Override
    public void restore(StateReader in) {
        for (int side = 0; side < SIDES; side++) {
            while (in.next(LISTS[side])) {
                int id = in.id(keys);
                while (in.hasMore()) {
                    keep(side, id, in.readLong(), in.readOrigin(), in.readObject(), in.readBoolean());
                }
            }
        }
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        for (int id = 0; id < keys.idEnd(); id++) {
            for (int side = 0; side < SIDES; side++) {
                SortedRows own = rows[side];
                own.open(id);
                for (int i = 0; i < own.size(); i++) {
                    shown.add(id, side, own.time(i), own.value(i));
                }
            }
        }
        shown.giveTo(keys, keyKind, visitor);
    }

    @Override
    public long held() {
        long pending = input == null ? 0 : input.size - row;
        // The failed row is one of these, and the others are stranded with it.
        return pending + kept + leaving - counters.failed;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        for (SortedRows side : rows) {
            side.weigh(footprint);
        }
        for (ChangedRows side : changed) {
            side.weigh(footprint);
        }
        deadlines.weigh(footprint);
        due.weigh(footprint);
    }
}
