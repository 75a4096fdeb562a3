package dev.millrace.engine.window;

import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates the records of each key in each tumbling window, and emits a result for each when the window closes.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A batch is absorbed in whole passes: late rows are taken out; rows are grouped by slice, which is no work at all
 * while a batch lies within one; keys become ids, one probe each; the numbers that the aggregate needs are read into
 * columns; then each kernel runs over each group. When the watermark passes the end of a slice its accumulators are
 * read in the order of ids, a batch of results at a time, and its pages go back to the pool.
 *
 * <p>Lateness is judged on each row: it is late if its window had closed here, or had closed by the watermark of its own
 * split when it was read. The second rule makes the answer independent of how rows were batched and how many workers
 * there are; see {@link Batch#splitWatermarks}.
 *
 * <p>Invariant: no open slice ends at or before {@link #watermark} once {@link #next} has returned null.
 */
public final class TumblingWindowOperator implements Operator {

    private final long sizeMillis;
    private final long offsetMillis;
    private final AggregatePlan plan;
    private final KeyKind keyKind;
    private final boolean isLateRead;

    private final KeyTable keys = new KeyTable();
    private final Accumulators.Pool pool;
    private final OpenSlices slices = new OpenSlices();

    /** Kept: made anew at each look-up, it would be an object for each record of a batch of one. */
    private final LongFunction<Slice> sliceMaker = this::makeSlice;

    private final OperatorCounters counters = new OperatorCounters();

    private final Batch results;
    private final Batch lateRows;
    private final int[] ids;

    /** 0, 1, 2 ...: the order of a batch that lies within one slice. */
    private final int[] rowsAsTheyAre;

    private final int[] rowsBySlice;
    private final Slice[] sliceOfRow;

    /** Slices that the batch at hand touches, in order of first touch. */
    private final List<Slice> touched = new ArrayList<>();

    private long watermark = Long.MIN_VALUE;
    private ClosedBy closedBy = ClosedBy.WATERMARK;

    /** Of the batch at hand, late rows included. */
    private long leastTimestamp;

    private long greatestTimestamp;

    /** The batch whose header has not gone out yet. */
    private @Nullable Batch input;

    /** Whether the late rows of the batch at hand have been given out. */
    private boolean areLateRowsOut;

    /** In the earliest slice: where emission goes on. */
    private int emitFromId;

    /** Rows of a batch in which one failed: the job stops, but they stay accounted for. */
    private long stranded;

    /**
     * Makes one without state.
     *
     * @param window size and offset
     * @param plan what is computed
     * @param keyKind how keys come and are given back
     * @param isLateRead whether anybody reads late records
     * @param batchCapacity rows in a batch
     */
    public TumblingWindowOperator(
            TumblingWindow window, AggregatePlan plan, KeyKind keyKind, boolean isLateRead, int batchCapacity) {
        sizeMillis = window.size().toMillis();
        offsetMillis = window.offset().toMillis();
        this.plan = plan;
        this.keyKind = keyKind;
        this.isLateRead = isLateRead;
        pool = new Accumulators.Pool(plan);
        results = new Batch(batchCapacity);
        lateRows = new Batch(batchCapacity);
        lateRows.port = Batch.LATE_PORT;
        ids = new int[batchCapacity];
        rowsAsTheyAre = IntStream.range(0, batchCapacity).toArray();
        rowsBySlice = new int[batchCapacity];
        sliceOfRow = new Slice[batchCapacity];
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        counters.in += batch.size;
        input = batch;
        if (batch.size > 0) {
            readTimes(batch);
            takeOutLateRows(batch);
        }
        if (batch.size > 0) {
            absorb(batch);
        }
        // Few ids a batch, but more than a batch can bring, so that freeing keeps up with new keys.
        keys.sweep(2 * batch.size + 1);
        if (batch.watermark > watermark) {
            watermark = batch.watermark;
            closedBy = batch.cause;
        }
    }

    /** Least and greatest timestamp; in most batches they tell that no row is late and all are in one slice. */
    private void readTimes(Batch batch) {
        long[] timestamps = batch.timestamps;
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int row = 0; row < batch.size; row++) {
            least = Math.min(least, timestamps[row]);
            greatest = Math.max(greatest, timestamps[row]);
        }
        leastTimestamp = least;
        greatestTimestamp = greatest;
    }

    private void takeOutLateRows(Batch batch) {
        if (leastTimestamp >= watermark && !batch.hasSplitWatermarks) {
            return;
        }
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            long judge = batch.hasSplitWatermarks ? Math.max(watermark, batch.splitWatermarks[row]) : watermark;
            long timestamp = batch.timestamps[row];
            // Only a row behind the watermark can be late; most are not, and need no window.
            if (timestamp < judge && end(start(timestamp)) <= judge) {
                takeOut(batch, row, judge);
            } else {
                if (kept != row) {
                    batch.move(row, kept);
                }
                kept++;
            }
        }
        if (kept < batch.size) {
            batch.truncate(kept);
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void takeOut(Batch batch, int row, long judge) {
        counters.late++;
        if (isLateRead) {
            long timestamp = batch.timestamps[row];
            long start = start(timestamp);
            Window window = new Window(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end(start)));
            int to = lateRows.size++;
            lateRows.timestamps[to] = timestamp;
            lateRows.origins[to] = batch.origins[row];
            lateRows.values[to] = new LateRecord<>(
                    batch.values[row], Instant.ofEpochMilli(timestamp), window, Instant.ofEpochMilli(judge));
        }
    }

    private void absorb(Batch batch) throws RecordFailure {
        int[] rows = groupBySlice(batch);
        int from = 0;
        try {
            plan.readColumns(batch);
            keys.resolve(batch, ids);
            for (Slice slice : touched) {
                plan.update(slice.accumulators, ids, batch, rows, from, slice.cursor);
                from = slice.cursor;
            }
        } catch (RecordFailure failure) {
            counters.failed++;
            stranded = batch.size - 1L - from;
            throw failure;
        }
    }

    /**
     * Brings rows of one slice together, keeping their order, and leaves in {@link Slice#cursor} where the rows of each
     * touched slice end. The batch stays as it is; the rows are only numbered in another order.
     *
     * @return the indexes of all rows, slice by slice
     */
    private int[] groupBySlice(Batch batch) {
        touched.clear();
        Slice slice = sliceOf(batch.timestamps[0]);
        if (slice.contains(leastTimestamp) && slice.contains(greatestTimestamp)) {
            slice.cursor = batch.size;
            touched.add(slice);
            return rowsAsTheyAre;
        }
        sortBySlice(batch, slice);
        return rowsBySlice;
    }

    /** A counting sort. */
    private void sortBySlice(Batch batch, Slice first) {
        Slice slice = touch(first);
        Slice before = slice;
        for (int row = 0; row < batch.size; row++) {
            long timestamp = batch.timestamps[row];
            if (!slice.contains(timestamp)) {
                // Around the edge of a window rows go to and fro between two slices.
                Slice next = before.contains(timestamp) ? before : touch(sliceOf(timestamp));
                before = slice;
                slice = next;
            }
            slice.cursor++;
            sliceOfRow[row] = slice;
        }
        int end = 0;
        for (Slice one : touched) {
            int rows = one.cursor;
            one.cursor = end;
            end += rows;
            one.isTouched = false;
        }
        for (int row = 0; row < batch.size; row++) {
            rowsBySlice[sliceOfRow[row].cursor++] = row;
        }
    }

    private Slice touch(Slice slice) {
        if (!slice.isTouched) {
            slice.isTouched = true;
            slice.cursor = 0;
            touched.add(slice);
        }
        return slice;
    }

    private Slice sliceOf(long timestamp) {
        return slices.findOrAdd(start(timestamp), sliceMaker);
    }

    private Slice makeSlice(long start) {
        return new Slice(start, end(start), pool.take(keys));
    }

    /** Start of the window; at the beginning of time it is cut off, not wrapped. */
    private long start(long timestamp) {
        long into = Math.floorMod(Math.floorMod(timestamp, sizeMillis) - offsetMillis, sizeMillis);
        long start = timestamp - into;
        return start > timestamp ? Long.MIN_VALUE : start;
    }

    /** End of the window with this start; at the end of time it is cut off, not wrapped. */
    private long end(long start) {
        // A window cut off at the beginning of time ends where the next one starts.
        long length = start == Long.MIN_VALUE
                ? sizeMillis - Math.floorMod(Math.floorMod(start, sizeMillis) - offsetMillis, sizeMillis)
                : sizeMillis;
        long end = start + length;
        return end < start ? Long.MAX_VALUE : end;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch from = input;
        if (from == null) {
            return null;
        }
        if (isLateRead && !areLateRowsOut) {
            areLateRowsOut = true;
            lateRows.copyHeader(from);
            return lateRows;
        }
        results.clear();
        while (slices.isDue(watermark)) {
            if (!emit(slices.first())) {
                counters.out += results.size;
                return results;
            }
            closeFirst();
        }
        counters.out += results.size;
        results.copyHeader(from);
        // As long as windows are open there will be results, and whoever reads them must wait for them.
        results.isIdle = from.isIdle && slices.size() == 0;
        input = null;
        lateRows.clear();
        areLateRowsOut = false;
        return results;
    }

    private void closeFirst() {
        slices.first().accumulators.close();
        slices.removeFirst();
        keys.onWindowClosed();
        emitFromId = 0;
    }

    /** Emits results of a slice; false if the batch of results is full before the slice is done. */
    private boolean emit(Slice slice) throws RecordFailure {
        Accumulators accumulators = slice.accumulators;
        for (int id = accumulators.nextUsed(emitFromId); id >= 0; id = accumulators.nextUsed(id + 1)) {
            emitFromId = id;
            if (results.isFull()) {
                return false;
            }
            Object value;
            try {
                value = plan.reader().read(accumulators, id);
            } catch (Throwable thrown) {
                throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
            }
            int to = results.size++;
            results.timestamps[to] = slice.end - 1;
            results.origins[to] = Origin.ofResult(keyHash(id));
            results.values[to] = new WindowResult<>(
                    key(id), slice.startInstant, slice.endInstant, value, ResultKind.FINAL, closedBy);
            counters.passed += accumulators.records(id);
            accumulators.clear(id);
        }
        return true;
    }

    private Object key(int id) {
        return switch (keyKind) {
            case LONG -> keys.key(id);
            case INT -> (int) keys.key(id);
            case OBJECT -> keys.keyObject(id);
        };
    }

    private long keyHash(int id) {
        return keyKind == KeyKind.OBJECT ? keys.key(id) : StableHash.of(keys.key(id));
    }

    @Override
    public long held() {
        return slices.records() + stranded;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }
}
