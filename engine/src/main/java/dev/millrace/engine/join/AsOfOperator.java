package dev.millrace.engine.join;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.join.AsOf;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.join.VersionChoice;
import dev.millrace.api.join.Versions;
import dev.millrace.api.view.JoinRow;
import dev.millrace.api.view.RowVersion;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins each row of a stream with one version of the row that a table has for its key.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Versions go into a {@link VersionTable}. A row of the stream is joined at once if the table is complete up to its time
 * ({@link TableTime}), which is so for all rows in the modes that do not wait, and else lies in {@link WaitingRows} until it is.
 *
 * <p>Results have the time of the stream, so its watermark goes on with them: as it is if nothing waits, and no further than the
 * table is complete if rows do, none of which is earlier. What the table's side has said of time is not passed on.
 *
 * <p>Nobody will ask for a time before the stream's watermark, and nothing that waits is before the table's. So versions are
 * pruned up to the lesser of both.
 *
 * <p>With broadcast the same operator stands in each task of the stream, and gets all versions. They are copies, so the ledger
 * has them pass at once. Which of them a task still has depends on its part of the stream; so at a capture each writes its
 * own, and after it each has what any of them had.
 */
final class AsOfOperator implements Operator, ShownByKey, ShownRows {

    private static final int STREAM = 0;
    private static final int TABLE = 1;

    /** Rows of the table that may be pruned for a batch, beside twice its rows, which is more than it can bring. */
    private static final int PRUNED_ROWS = 64;

    private final KeyKind keyKind;
    private final VersionChoice choice;
    private final boolean waits;
    private final boolean isInner;
    private final boolean isTold;
    private final Versions kinds;
    private final long maxAgeMillis;
    private final OperatorCounters counters = new OperatorCounters();
    private final Judge[] judges = {new Judge(), new Judge()};
    private final LateRows lateRows;
    private final Failures failures;

    private final boolean isBroadcast;

    /** Whether late rows of the table are given out here; if not, only the headers are. */
    private final boolean isTeller;

    private final WaitingRows waiting = new WaitingRows();
    private final TableTime table = new TableTime();
    private final PairBatch pairs;
    private final int batchCapacity;
    private final int[] ids;

    /** Versions for rows that are joined now. */
    private final VersionTable.Found found;

    private KeyTable keys = new KeyTable();
    private VersionTable versions;

    /** The watermark of the stream's side. */
    private long streamWatermark = Long.MIN_VALUE;

    private boolean isStreamIdle;

    /** The watermark that was sent on. */
    private long sentWatermark = Long.MIN_VALUE;

    /** Nothing of the stream will follow, so nobody asks for versions any more. */
    private boolean isStreamOver;

    private @Nullable Batch input;

    /** Whether the rows of the input, if that is of the stream, have been joined or wait. */
    private boolean isJoined;

    /** Rows that came in and are neither accounted for nor in state. */
    private long inFlight;

    /** Rows since ids without a holder were looked for. */
    private long rowsSinceSweep;

    /**
     * Makes one without state.
     *
     * @param join what it does
     * @param keyKind how keys come, on both sides
     * @param isLateRead by side: whether anybody reads what comes too late
     * @param failures what becomes of what its functions do not take
     * @param taskIndex which of the tasks of the join this is in
     * @param batchCapacity rows in a batch
     */
    AsOfOperator(
            AsOfJoin join, KeyKind keyKind, boolean[] isLateRead, Failures failures, int taskIndex, int batchCapacity) {
        this.keyKind = keyKind;
        this.failures = failures;
        choice = join.choice();
        waits = join.onIncomplete() == OnIncomplete.WAIT;
        isInner = join.type() == JoinType.INNER;
        isTold = join.isTold();
        kinds = join.versions();
        Duration maxAge = join.maxAge();
        maxAgeMillis = maxAge == null ? VersionTable.ANY_AGE : maxAge.toMillis();
        // All tasks get the same versions where they are broadcast, and one of them is enough to tell what is late.
        isBroadcast = join.isBroadcast();
        isTeller = !join.isBroadcast() || taskIndex == 0;
        lateRows = new LateRows(isLateRead, batchCapacity);
        pairs = new PairBatch(join.joiner(), failures, batchCapacity);
        this.batchCapacity = batchCapacity;
        ids = new int[batchCapacity];
        found = new VersionTable.Found(batchCapacity);
        versions = new VersionTable(keys, choice == VersionChoice.AS_OF, maxAgeMillis);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        inFlight += batch.size;
        input = batch;
        isJoined = false;
        judges[batch.side].look(batch);
        if (batch.side == STREAM) {
            keys.resolve(batch, ids);
            if (choice == VersionChoice.AS_OF && judges[STREAM].mayBeBehind()) {
                takeOutLateRows(batch);
            }
            streamWatermark = Math.max(streamWatermark, batch.sideWatermark);
            isStreamIdle = batch.isSideIdle;
        } else {
            addVersions(batch);
            table.advance(batch);
            judges[TABLE].advance(batch.sideWatermark);
        }
    }

    private void addVersions(Batch batch) throws RecordFailure {
        if (!isStreamOver) {
            keys.resolve(batch, ids);
        }
        Judge judge = judges[TABLE];
        boolean canBeLate = choice == VersionChoice.AS_OF && judge.mayBeBehind();
        for (int i = 0; i < batch.size; i++) {
            long time = batch.timestamps[i];
            boolean isLate = canBeLate && time < judge.of(i);
            if (isLate && !kinds.isInOrder()) {
                if (isTeller) {
                    lateRows.add(batch, i, judge.of(i));
                }
                counters.late++;
                inFlight--;
            } else if (isStreamOver) {
                pass(1);
            } else {
                Object value = value(batch, i);
                if (value != null) {
                    addVersion(ids[i], isLate ? judge.of(i) : time, batch.origins[i], value);
                }
            }
        }
    }

    private void addVersion(int id, long time, long origin, Object value) {
        long sizeBefore = heldVersions();
        if (kinds.isInOrder()) {
            versions.add(id, Math.max(time, versions.newestTime(id)), VersionTable.LAST, value);
        } else if (choice == VersionChoice.AS_OF) {
            versions.add(id, time, origin, value);
        } else {
            // The newest that is known: of those with one time it is the one that came last.
            versions.add(id, time, VersionTable.LAST, value);
        }
        inFlight--;
        // What it has taken the place of, or itself, if it is of no use.
        counters.passed += 1 + sizeBefore - heldVersions();
    }

    /** The value of a version; null if the record was set aside. */
    @SuppressWarnings("NullAway") // rows below size are set
    private @Nullable Object value(Batch batch, int i) throws RecordFailure {
        Object record = batch.values[i];
        ThrowingPredicate<Object> isDeletion = kinds.isDeletion();
        ThrowingFunction<Object, Object> value = kinds.value();
        if (isDeletion == null && value == null) {
            return record;
        }
        try {
            if (isDeletion != null && isDeletion.test(record)) {
                return VersionTable.ABSENT;
            }
            return value == null ? record : value.apply(record);
        } catch (Throwable thrown) {
            counters.failed++;
            inFlight--;
            RecordFailure failure = new RecordFailure(batch.origins[i], thrown);
            failures.requireSetAside(failure);
            if (isTeller) {
                failures.setAside(batch, i, failure, counters);
            }
            return null;
        }
    }

    /** Most batches have none. */
    private void takeOutLateRows(Batch batch) {
        Judge judge = judges[STREAM];
        int kept = 0;
        for (int i = 0; i < batch.size; i++) {
            if (batch.timestamps[i] < judge.of(i)) {
                lateRows.add(batch, i, judge.of(i));
                counters.late++;
                inFlight--;
            } else {
                if (kept != i) {
                    batch.move(i, kept);
                    ids[kept] = ids[i];
                }
                kept++;
            }
        }
        batch.truncate(kept);
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
        if (from.side == STREAM && !isJoined) {
            joinRows(from);
            isJoined = true;
        }
        boolean isDone = release();
        Batch results = join();
        if (isDone) {
            finish(from);
            setHeader(results, from);
        }
        return results;
    }

    /** Rows before this time need not wait; {@link TableTime#END} for all. */
    private long readyUntil() {
        return switch (choice) {
            case AS_OF -> waits ? table.completeUntil() : TableTime.END;
            case LATEST -> TableTime.END;
            case BOOTSTRAP_FIRST -> table.hasCaughtUp() ? TableTime.END : Long.MIN_VALUE;
        };
    }

    private static boolean isReady(long time, long until) {
        return time < until || until == TableTime.END;
    }

    /** Joins the rows of the input, or has them wait; results of all of them have room. */
    @SuppressWarnings("NullAway") // rows below size are set
    private void joinRows(Batch from) {
        long until = readyUntil();
        if (isReady(judges[STREAM].least(), until)) {
            versions.find(ids, from.timestamps, 0, from.size, found);
        }
        for (int row = 0; row < from.size; row++) {
            long time = from.timestamps[row];
            if (isReady(time, until)) {
                boolean isResult = join(row, time, from.origins[row], from.values[row]);
                // Where nothing is late, whoever comes next judges the result as it would have judged the row.
                if (isResult && from.hasSplitWatermarks && choice != VersionChoice.AS_OF) {
                    pairs.markBehind(from.splitWatermarks[row]);
                }
            } else {
                waiting.add(ids[row], time, from.origins[row], from.values[row]);
                keys.retain(ids[row]);
                inFlight--;
            }
        }
    }

    /** Joins rows that have waited; false if there may be more. */
    private boolean release() {
        long until = readyUntil();
        int left = batchCapacity;
        while (left > 0 && !pairs.isFull()) {
            WaitingSlice slice = waiting.take(until, Math.min(left, batchCapacity - pairs.size()));
            if (slice == null) {
                return true;
            }
            left -= join(slice, waiting.takenFrom(), waiting.takenEnd());
        }
        return false;
    }

    @SuppressWarnings("NullAway") // rows of a slice are set
    private int join(WaitingSlice slice, int first, int end) {
        inFlight += end - first;
        versions.find(slice.ids, slice.times, first, end, found);
        for (int row = first; row < end; row++) {
            join(row - first, slice.times[row], slice.origins[row], slice.values[row]);
            keys.release(slice.ids[row]);
        }
        return end - first;
    }

    /** Joins a row with the version that was found for it; false if there is none and so no result. */
    private boolean join(int at, long time, long origin, Object left) {
        Object value = found.values[at];
        if (value == null && isInner) {
            counters.filtered++;
            inFlight--;
            return false;
        }
        pairs.add(left, isTold ? asOf(value, found.since[at], time) : value, time, origin);
        return true;
    }

    private AsOf<Object> asOf(@Nullable Object value, long since, long time) {
        return new AsOf<>(value, value == null ? null : Instant.ofEpochMilli(since), table.completeBy(time));
    }

    /** Makes the results of all pairs. */
    private Batch join() throws RecordFailure {
        int rows = pairs.size();
        try {
            Batch results = pairs.join(counters);
            pass(rows);
            counters.out += results.size;
            return results;
        } catch (RecordFailure failure) {
            counters.failed++;
            inFlight--;
            throw failure;
        }
    }

    private void pass(int rows) {
        counters.passed += rows;
        inFlight -= rows;
    }

    private void finish(Batch from) {
        input = null;
        lateRows.clear();
        found.clear();
        judges[STREAM].advance(streamWatermark);
        if (isStreamOver) {
            return;
        }
        if (streamWatermark == TableTime.END && waiting.size() == 0) {
            isStreamOver = true;
            counters.passed += heldVersions();
            keys = new KeyTable();
            versions = versions.successor(keys);
            return;
        }
        prune(from.size);
        sweep(from.size);
    }

    private void prune(int rows) {
        // A version at the watermark may still come.
        long passed = table.watermark() == Long.MIN_VALUE ? Long.MIN_VALUE : table.watermark() - 1;
        long sizeBefore = heldVersions();
        versions.prune(
                choice == VersionChoice.AS_OF ? Math.min(streamWatermark, passed) : passed, 2 * rows + PRUNED_ROWS);
        counters.passed += sizeBefore - heldVersions();
    }

    /** Ids of keys that the table does not have must go, too, though no window closes here: in rounds over all ids. */
    private void sweep(int rows) {
        rowsSinceSweep += rows;
        if (rowsSinceSweep > keys.idEnd()) {
            rowsSinceSweep = 0;
            keys.onWindowClosed();
        }
        keys.sweep(2 * rows + 1);
    }

    private void setHeader(Batch results, Batch from) {
        results.copyHeader(from);
        boolean isNoneWaiting = waiting.size() == 0;
        long reached = isNoneWaiting ? streamWatermark : Math.min(streamWatermark, readyUntil());
        sentWatermark = Math.max(sentWatermark, reached);
        results.watermark = sentWatermark;
        results.isIdle = isStreamIdle && isNoneWaiting;
        if (sentWatermark == TableTime.END) {
            results.cause = ClosedBy.END;
        } else {
            results.cause = isStreamIdle ? ClosedBy.SILENCE : ClosedBy.WATERMARK;
        }
    }

    @Override
    public void capture(StateWriter out) {
        table.capture(out);
        versions.capture(isBroadcast, out);
        waiting.capture(keys, out);
    }

    @Override
    public void restore(StateReader in) {
        table.restore(in);
        versions.restore(isBroadcast, in);
        waiting.restore(keys, in);
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        for (int id = 0; id < keys.idEnd(); id++) {
            List<RowVersion<Object>> ofRow = versions.show(id);
            if (!ofRow.isEmpty()) {
                visitor.accept(keyKind.key(keys, id), ofRow);
            }
        }
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        waiting.forEach((id, time, value) -> shown.add(id, STREAM, time, value));
        shown.giveTo(keys, keyKind, visitor);
    }

    /** Versions that count as held. */
    private long heldVersions() {
        return isBroadcast ? 0 : versions.size();
    }

    @Override
    public long held() {
        return inFlight + waiting.size() + heldVersions();
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        versions.weigh(footprint);
        waiting.weigh(footprint);
    }
}
