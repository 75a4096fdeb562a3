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
 * what the other side has kept, then is kept itself for what is to come. What is kept lies in slices of time ({@link NearRows}),
 * so a row looks at little more than what it meets.
 *
 * <p>A row is of no use when the watermark is past the latest time of what it can meet ({@link Reach#end}). It goes with its
 * slice, when that is so of all rows there. A row that is unmatched, and of a side whose unmatched rows are wanted, has a
 * deadline; then it comes alone with its own time, and is flagged as if it had met something. So what this operator sends can
 * be as old as the watermark less the distance for which a row of such a side waits, and that much the watermark that it
 * sends is behind the one that it has.
 *
 * <p>Where the other side has ended a row need not be kept, as nothing will ask for it.
 *
 * <p>Every call does a bounded amount of work, but for what one row meets, which is listed at once: it ends when a batch of
 * pairs is full, or after the rows of one batch and {@value #DUE_MAX} unmatched rows, or some that go. Where it goes on is in
 * fields.
 *
 * <p>The ledger follows a row from the batch ({@code pending}) into state ({@code kept}) and out of it ({@code leaving}, until
 * the results that it may be part of are made).
 */
final class IntervalJoinOperator implements Operator, ShownRows {

    private static final int DUE_MAX = 4096;
    private static final int RELEASED_MAX = 1 << 16;

    /** Keys are looked at when so many slices have gone: those that come back until then keep their ids. */
    private static final int SLICES_OF_ROUND = 4;

    private static final int SIDES = 2;

    /** By side: the list of its rows at a capture. */
    private static final String[] LISTS = {"left", "right"};

    private static final String TIME = "time";

    /** In place of an index: nothing has been looked for yet. */
    private static final int NOT_STARTED = -1;

    private final Reach reach;
    private final KeyKind keyKind;
    private final boolean[] keepsUnmatched = new boolean[SIDES];
    private final long delayMillis;
    private final KeyTable keys = new KeyTable();

    /** By side; flagged are those that have met or come alone. */
    private final NearRows[] rows = new NearRows[SIDES];

    /** By side and row: when it comes alone. */
    private final TimerWheel[] deadlines = {new TimerWheel(), new TimerWheel()};

    /** By side: rows whose time has come. */
    private final IntQueue[] due = {new IntQueue(), new IntQueue()};

    private final IntConsumer[] onDue = {due[0]::add, due[1]::add};
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

    /** Of these rows it is known what they meet; none of them has been kept but those before the row at hand. */
    private int togetherFrom;

    private int togetherEnd;

    /** Index of the row of the other side that is met next. */
    private int partner;

    /** Index of the row that comes alone next, of those of its key that do, and how many they are. */
    private int alone = NOT_STARTED;

    private int aloneEnd;

    private long kept;
    private long leaving;
    private boolean hasFreedKeys;
    private int slicesGone;

    /** Of what was restored: its watermark. */
    private long restoredWatermark = Long.MIN_VALUE;

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
            rows[side] = new NearRows(reach.sliceMillis(side));
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
        NearRows others = rows[1 - side];
        while (row < from.size) {
            if (row == togetherEnd) {
                togetherFrom = row;
                togetherEnd = row + others.findEach(from, ids, row, reach);
                partner = 0;
            }
            int partnersFrom = row == togetherFrom ? 0 : others.foundEnd(row - togetherFrom - 1);
            int partnersEnd = others.foundEnd(row - togetherFrom);
            for (; partner < partnersEnd; partner++) {
                if (pairs.isFull()) {
                    return false;
                }
                addPair(from, side, others.found(partner));
            }
            boolean hasMet = partnersFrom < partnersEnd;
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
            row++;
        }
        togetherEnd = 0;
        hasFreedKeys |= isOtherAtEnd;
        // Time moves behind the last row, once.
        if (from.watermark > judge.watermark()) {
            judge.advance(from.watermark);
            for (int of = 0; of < SIDES; of++) {
                deadlines[of].advance(from.watermark, onDue[of]);
            }
        }
        return true;
    }

    private static Object value(Batch from, int row) {
        Object value = from.values[row];
        assert value != null : "row " + row + " of " + from.size;
        return value;
    }

    private void addPair(Batch from, int side, int other) {
        ChainedRows others = rows[1 - side].rows();
        long time = Math.max(from.timestamps[row], others.time(other));
        if (side == 0) {
            pairs.add(value(from, row), others.value(other), time, from.origins[row]);
        } else {
            pairs.add(others.value(other), value(from, row), time, others.origin(other));
        }
        if (keepsUnmatched[1 - side] && !others.isFlagged(other)) {
            rows[1 - side].flag(other);
            unmatched[1 - side]--;
        }
    }

    private void keep(int side, int id, long time, long origin, Object value, boolean isMatched) {
        int added = rows[side].push(id, time, origin, value, isMatched && keepsUnmatched[side], keys);
        kept++;
        if (keepsUnmatched[side] && !isMatched) {
            unmatched[side]++;
            deadlines[side].file(added, reach.end(side, time));
        }
    }

    private void addAlone(int side, Object value, long time, long origin) {
        pairs.add(side == 0 ? value : null, side == 0 ? null : value, time, origin);
    }

    /** Goes on with what is due; false if there is more. */
    private boolean letGo() {
        return comeAlone(0) && comeAlone(1) && release(0) && release(1);
    }

    /** Goes on with unmatched rows of one side whose time has come; false if there are more. */
    private boolean comeAlone(int side) {
        NearRows own = rows[side];
        ChainedRows ownRows = own.rows();
        for (int budget = DUE_MAX; !due[side].isEmpty(); budget--) {
            int first = due[side].first();
            if (budget == 0) {
                return false;
            }
            if (alone == NOT_STARTED && !ownRows.isFlagged(first)) {
                // Those of a key together and in order, and not as they happen to be due.
                alone = 0;
                aloneEnd = due[side].size() == 1
                        ? own.findOnly(first)
                        : own.find(ownRows.id(first), Long.MIN_VALUE, reach.lastClosed(side, judge.watermark()));
            }
            for (; alone != NOT_STARTED && alone < aloneEnd; alone++) {
                int found = own.found(alone);
                if (!ownRows.isFlagged(found)) {
                    if (pairs.isFull()) {
                        return false;
                    }
                    addAlone(side, ownRows.value(found), ownRows.time(found), ownRows.origin(found));
                    own.flag(found);
                    unmatched[side]--;
                }
            }
            alone = NOT_STARTED;
            due[side].removeFirst();
        }
        return true;
    }

    /** Lets slices go of which no row can meet anything any more; false if there are more. */
    private boolean release(int side) {
        NearRows own = rows[side];
        for (long budget = RELEASED_MAX; !own.isEmpty() && reach.end(side, own.lastOfFirst()) <= judge.watermark(); ) {
            if (budget <= 0) {
                return false;
            }
            long count = own.releaseFirst(keys);
            kept -= count;
            leaving += count;
            hasFreedKeys |= count > 0 && ++slicesGone % SLICES_OF_ROUND == 0;
            budget -= count == 0 ? RELEASED_MAX : count;
        }
        return true;
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
        out.list(TIME);
        out.entryForAll();
        out.writeLong(judge.watermark());
        for (int side = 0; side < SIDES; side++) {
            rows[side].capture(LISTS[side], keys, out);
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(TIME)) {
            restoredWatermark = Math.max(restoredWatermark, in.readLong());
        }
        for (int side = 0; side < SIDES; side++) {
            while (in.next(LISTS[side])) {
                int id = in.id(keys);
                while (in.hasMore()) {
                    keep(side, id, in.readLong(), in.readOrigin(), in.readObject(), in.readBoolean());
                }
            }
        }
    }

    /** Without those that are still there but of no use. */
    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        for (int id = 0; id < keys.idEnd(); id++) {
            for (int side = 0; side < SIDES; side++) {
                NearRows own = rows[side];
                int count = own.find(id, reach.earliestOpen(side, restoredWatermark), Long.MAX_VALUE);
                for (int i = 0; i < count; i++) {
                    shown.add(
                            id, side, own.rows().time(own.found(i)), own.rows().value(own.found(i)));
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
        for (int side = 0; side < SIDES; side++) {
            rows[side].weigh(footprint);
            deadlines[side].weigh(footprint);
            due[side].weigh(footprint);
        }
    }
}
