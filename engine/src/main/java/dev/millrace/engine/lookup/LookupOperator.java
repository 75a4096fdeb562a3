package dev.millrace.engine.lookup;

import dev.millrace.api.graph.Node;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.lookup.LookupSettings;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.FailedRows;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Joins rows with the answers of an outside system.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Rows are copied into slots ({@link RowsInFlight}) and their batches let go of, so that input goes on while answers are
 * awaited; only without a free slot does it stop, and with it all that comes before. The asynchronous operator of Flink is
 * the model: results in order, or in any order between two watermarks.
 *
 * <p>Nothing here waits. Whoever completes a stage puts its answer into a queue and wakes the worker; timeouts and pauses are
 * looked at whenever the task is stepped, which an idle worker does each millisecond.
 *
 * <p>A batch of keys that waits for more is sent when the task runs out of input ({@link #flush}), or when no more can come:
 * all slots are taken, or the input has ended.
 *
 * <p>A capture waits for no answer: rows in flight are asked again by whoever goes on, those that have an answer too. The
 * cache is left out; it only saves questions.
 */
public final class LookupOperator implements Operator, Calls.Asker {

    private final Node.LookupNode node;
    private final InstantSource clock;
    private final @Nullable FailedRows failed;
    private final OperatorCounters counters = new OperatorCounters();
    private final LookupCounters lookupCounters = new LookupCounters();
    private final RowsInFlight rows;
    private final Calls calls;
    private final @Nullable AnswerCache cache;
    private final Batch output;

    /** Of a former run; before all that comes. */
    private final RowsToAskAgain again = new RowsToAskAgain();

    private @Nullable Batch input;

    /** Index of the next row of the input. */
    private int row;

    /** Whether the end of input has been taken in. */
    private boolean hasEnded;

    /** Whether the output is to be given next, the failed rows beside it having been given. */
    private boolean isOutputDue;

    private long watermark = Long.MIN_VALUE;

    /** Whether the header that was sent last said that nothing is to be waited for. */
    private boolean isIdleSent;

    /**
     * Makes one.
     *
     * @param node what to ask, and within which limits
     * @param clock of the job
     * @param wakeUp ends the idling of the worker; called by any thread
     * @param failed takes rows without answer; null if nobody reads them
     * @param batchCapacity rows in an output batch
     */
    public LookupOperator(
            Node.LookupNode node,
            InstantSource clock,
            Runnable wakeUp,
            @Nullable FailedRows failed,
            int batchCapacity) {
        this.node = node;
        this.clock = clock;
        this.failed = failed;
        LookupSettings settings = node.settings();
        rows = new RowsInFlight(settings.inFlightMax(), settings.isOrdered());
        calls = new Calls(node.lookup(), settings, lookupCounters, wakeUp, this);
        cache = settings.cacheEntriesMax() == 0
                ? null
                : new AnswerCache(
                        settings.cacheEntriesMax(), settings.cacheTtl().toMillis());
        output = new Batch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        input = batch;
        row = 0;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        if (isOutputDue) {
            isOutputDue = false;
            return sent(output);
        }
        if (input == null && rows.isEmpty()) {
            return null;
        }
        work(clock.millis());
        return give();
    }

    /** Until nothing goes on: an answer may be there before its question has returned. */
    private void work(long nowMillis) {
        boolean hasWorked;
        do {
            hasWorked = calls.advance(nowMillis);
            hasWorked |= takeIn(nowMillis);
            if (rows.isFull() || hasEnded) {
                hasWorked |= calls.sendOpen(nowMillis);
            }
        } while (hasWorked);
    }

    private boolean takeIn(long nowMillis) {
        boolean hasWorked = false;
        for (; !again.isEmpty() && !rows.isFull(); again.removeFirst()) {
            take(again.batch(), again.row(), nowMillis);
            hasWorked = true;
        }
        Batch batch = input;
        if (batch == null || !again.isEmpty()) {
            return hasWorked;
        }
        int first = row;
        while (row < batch.size && !rows.isFull()) {
            take(batch, row++, nowMillis);
        }
        if (row == batch.size) {
            rows.close(batch);
            hasEnded |= batch.isEnd;
            input = null;
        }
        return hasWorked || row > first;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void take(Batch batch, int from, long nowMillis) {
        int slot = rows.add(batch, from);
        try {
            Object key = node.key().apply(batch.values[from]);
            if (key == null) {
                throw new NullPointerException("the key to look up is null; filter such records out before, or read the"
                        + " failed() records of the lookup");
            }
            if (cache == null) {
                calls.ask(key, slot, nowMillis);
            } else {
                askOnce(cache, key, slot, nowMillis);
            }
        } catch (Throwable thrown) {
            // Of the key function, or of the key itself, whose hash is the user's code.
            rows.fail(slot, thrown);
        }
    }

    private void askOnce(AnswerCache known, Object key, int slot, long nowMillis) {
        AnswerCache.Answer answer = known.get(key, nowMillis);
        if (answer != null) {
            lookupCounters.hits++;
            rows.answer(slot, answer.value());
        } else if (calls.share(key, slot)) {
            lookupCounters.hits++;
        } else {
            lookupCounters.misses++;
            calls.ask(key, slot, nowMillis);
        }
    }

    @Override
    public void onAnswers(Call call, @Nullable Object answers, long nowMillis) {
        @Nullable Object[] values = new @Nullable Object[call.keys.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = node.lookup().answer(answers, call.keys.get(i));
            }
        } catch (Throwable thrown) {
            // The map is the user's.
            onFailure(call, thrown);
            return;
        }
        if (cache != null) {
            for (int i = 0; i < values.length; i++) {
                cache.put(call.keys.get(i), values[i], nowMillis);
            }
        }
        for (int i = 0; i < call.waiting(); i++) {
            rows.answer(call.slot(i), values[call.keyIndex(i)]);
        }
    }

    @Override
    public void onFailure(Call call, Throwable cause) {
        for (int i = 0; i < call.waiting(); i++) {
            rows.fail(call.slot(i), cause);
        }
    }

    /** Gives what may leave: rows of the first segment, or the header behind it. */
    private @Nullable Batch give() throws RecordFailure {
        output.clear();
        output.readNanos = Batch.NOT_TIMED;
        if (failed != null) {
            failed.batch().clear();
        }
        while (!output.isFull() && (failed == null || !failed.isFull())) {
            int slot = rows.firstDone();
            if (slot < 0) {
                break;
            }
            give(slot);
        }
        boolean hasHeader = rows.isHeaderFirst();
        if (hasHeader) {
            rows.takeHeader(output);
            // Whoever reads the results must wait for those that are still to come.
            output.isIdle &= rows.size() == 0;
        }
        boolean isToBeSent = hasHeader || output.size > 0 || isIdleSent && rows.size() > 0;
        if (failed != null && (isToBeSent || failed.batch().size > 0)) {
            failed.batch().copyHeader(output);
            isOutputDue = isToBeSent;
            return failed.batch();
        }
        return isToBeSent ? sent(output) : null;
    }

    private Batch sent(Batch batch) {
        counters.out += batch.size;
        watermark = batch.watermark;
        isIdleSent = batch.isIdle;
        return batch;
    }

    private void give(int slot) throws RecordFailure {
        output.readNanos = Batch.earlier(output.readNanos, rows.readNanos(slot));
        Throwable failure = rows.failure(slot);
        Object answer = rows.answer(slot);
        if (failure == null && answer == null && node.type() == JoinType.INNER) {
            counters.filtered++;
        } else if (failure != null) {
            fail(slot, failure);
        } else {
            join(slot, answer);
        }
        rows.releaseFirst();
    }

    @SuppressWarnings(
            "NullAway") // a row has a record; the answer may be null where the user's function said that it takes it
    private void join(int slot, @Nullable Object answer) throws RecordFailure {
        Object result;
        try {
            result = node.joiner().join(rows.record(slot), answer);
            if (result == null) {
                throw new NullPointerException(
                        "the lookup's result for a record is null; use inner, or filter after it,"
                                + " to leave a record out");
            }
        } catch (Throwable thrown) {
            fail(slot, thrown);
            return;
        }
        rows.append(slot, result, output);
        counters.passed++;
    }

    /** Throws if the job cannot go on without the row. */
    @SuppressWarnings("NullAway") // a row has a record
    private void fail(int slot, Throwable cause) throws RecordFailure {
        counters.failed++;
        RecordFailure failure = new RecordFailure(rows.origin(slot), cause);
        if (failed == null || !failure.isOfRecord()) {
            rows.releaseFirst();
            throw failure;
        }
        long index = counters.passed + counters.filtered + counters.failed;
        failed.add(rows.record(slot), rows.timestamp(slot), rows.origin(slot), cause, index);
    }

    @Override
    public long readNanos(long ofInput) {
        return output.readNanos;
    }

    @Override
    public boolean isDrained() {
        return input == null && !(hasEnded && !rows.isEmpty());
    }

    @Override
    public boolean flush() {
        return calls.sendOpen(clock.millis());
    }

    @Override
    public boolean isWaiting() {
        return calls.isAnyUnderWay();
    }

    @Override
    public void close() {
        calls.cancelAll();
    }

    @Override
    public void capture(StateWriter out) {
        again.capture(rows, out);
    }

    @Override
    public void restore(StateReader in) {
        again.restore(in);
    }

    @Override
    public long held() {
        return again.size() + rows.size() + (input == null ? 0L : input.size - row);
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    /** The watermark that was sent on last. */
    public long watermark() {
        return watermark;
    }

    /** What the lookup has cost and saved. */
    public LookupFigures figures() {
        return new LookupFigures(
                lookupCounters.calls,
                lookupCounters.retries,
                lookupCounters.timeouts,
                lookupCounters.hits,
                lookupCounters.misses,
                rows.size());
    }

    @Override
    public void weigh(Footprint footprint) {
        rows.weigh(footprint);
        if (cache != null) {
            cache.weigh(footprint);
        }
    }
}
