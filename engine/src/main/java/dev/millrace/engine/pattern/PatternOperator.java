package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import dev.millrace.engine.window.WaitingRows;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches the rows of each key for a pattern.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Rows wait until the watermark has passed them and are then used one by one in the order of (event time, split, position).
 * Each goes to the {@link KeySearch} of its key, which first decides the attempts whose time was over before that row. Then, at
 * each header, timers tell which keys have attempts whose time the watermark has ended. So what is found depends on the rows of a
 * key and their order alone. A key whose search keeps nothing has none, and its id is let go.
 *
 * <p>A row is held while it waits, while it is part of a partial match, and while it may yet be the start of one.
 */
public final class PatternOperator implements Operator, ShownByKey {

    /** List at a capture. */
    private static final String WAITING = "waiting";

    private final KeySearches searches;
    private final boolean isTimedOutRead;
    private final Failures failures;
    private final int batchCapacity;
    private final Judge judge = new Judge();
    private final OperatorCounters counters = new OperatorCounters();
    private final WaitingRows waiting;
    private final IntQueue dueIds = new IntQueue();
    private final int[] ids;
    private final LateRows lateRows;
    private final Batch timedOut;
    private final Batch matches;

    /** Rows whose turn it is, and the ids of their keys. */
    private final Batch turn;

    private final int[] turnIds;

    /** Those before it have been used. */
    private int nextInTurn;

    private long watermark = Long.MIN_VALUE;

    /** The batch whose header has not gone out yet. */
    private @Nullable Batch input;

    /** Whether the timers of the batch at hand have run. */
    private boolean areTimersDone;

    private boolean areTimedOutOut;

    /** At the end of input: those before it have ended. */
    private int endFromId;

    /**
     * Makes one without state.
     *
     * @param pattern what is searched for
     * @param keyKind how keys come and are given back
     * @param isLateRead whether anybody reads late records
     * @param isTimedOutRead whether anybody reads partial matches that ran out of time
     * @param failures what becomes of rows for which a condition throws; those that are set aside do not meet it
     * @param batchCapacity rows in a batch
     */
    public PatternOperator(
            Pattern<?> pattern,
            KeyKind keyKind,
            boolean isLateRead,
            boolean isTimedOutRead,
            Failures failures,
            int batchCapacity) {
        this.failures = failures;
        this.isTimedOutRead = isTimedOutRead;
        this.batchCapacity = batchCapacity;
        searches = new KeySearches(pattern, keyKind, isTimedOutRead, failures, counters);
        waiting = new WaitingRows(searches.keys(), false);
        ids = new int[batchCapacity];
        turn = new Batch(batchCapacity);
        turnIds = new int[batchCapacity];
        lateRows = new LateRows(isLateRead, batchCapacity);
        timedOut = new Batch(batchCapacity);
        timedOut.port = Batch.TIMED_OUT_PORT;
        matches = new Batch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        input = batch;
        areTimersDone = false;
        areTimedOutOut = false;
        if (batch.size > 0) {
            searches.keys().resolve(batch, ids);
            judge.look(batch);
            boolean isAnyBehind = judge.mayBeBehind();
            for (int row = 0; row < batch.size; row++) {
                if (isAnyBehind && batch.timestamps[row] < judge.of(row)) {
                    counters.late++;
                    lateRows.add(batch, row, judge.of(row));
                } else {
                    waiting.add(batch, row, ids[row]);
                }
            }
        }
        // Few ids a batch, but more than a batch can bring, so that freeing keeps up with new keys.
        searches.keys().sweep(2 * batch.size + 1);
        judge.advance(batch.watermark);
        searches.onSent(watermark);
        watermark = judge.watermark();
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
        boolean isDone = work(from);
        if (isTimedOutRead && !areTimedOutOut) {
            timedOut.clear();
            areTimedOutOut = searches.found().giveTimedOut(timedOut) && isDone;
            if (areTimedOutOut) {
                finish(timedOut, from);
            }
            if (areTimedOutOut || timedOut.size > 0) {
                return timedOut;
            }
        }
        matches.clear();
        boolean areMatchesOut = searches.found().giveMatches(matches) && isDone;
        counters.out += matches.size;
        if (areMatchesOut) {
            finish(matches, from);
            lateRows.clear();
            input = null;
        }
        return matches;
    }

    private void finish(Batch done, Batch from) {
        done.copyHeader(from);
        // As long as time can bring results, whoever reads them must wait for them.
        done.isIdle = from.isIdle && waiting.size() == 0 && !searches.hasDeadlines();
    }

    /** Searches until there is a batch of results; true if there is nothing left to do at this watermark. */
    private boolean work(Batch from) throws RecordFailure {
        try {
            while (hasRow()) {
                if (!hasRoom()) {
                    return false;
                }
                useRow();
            }
            return decide(from);
        } catch (RecordFailure failure) {
            searches.rows().onFailed();
            throw failure;
        }
    }

    private boolean hasRoom() {
        return searches.found().hasRoom(batchCapacity) && !failures.isFull();
    }

    private boolean hasRow() {
        if (nextInTurn == turn.size) {
            turn.clear();
            nextInTurn = 0;
            waiting.release(watermark, turn, turnIds);
        }
        return nextInTurn < turn.size;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void useRow() throws RecordFailure {
        int row = nextInTurn++;
        int id = turnIds[row];
        searches.accept(id, turn.timestamps[row], turn.origins[row], turn.values[row]);
        searches.keys().release(id);
    }

    /** Decides what the watermark, or the end of the input, has decided; true if that is all. */
    private boolean decide(Batch from) throws RecordFailure {
        if (!areTimersDone) {
            searches.advance(watermark, dueIds);
            areTimersDone = true;
        }
        while (!dueIds.isEmpty()) {
            if (!hasRoom()) {
                return false;
            }
            int id = dueIds.first();
            dueIds.removeFirst();
            searches.expire(id, watermark);
        }
        for (; from.isEnd && endFromId < searches.keys().idEnd(); endFromId++) {
            if (!hasRoom()) {
                return false;
            }
            searches.end(endFromId);
        }
        return true;
    }

    @Override
    public void capture(StateWriter out) {
        waiting.capture(out, WAITING);
        searches.capture(out);
    }

    @Override
    public void restore(StateReader in) {
        waiting.restore(in, WAITING);
        searches.restore(in);
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        searches.show(visitor);
    }

    /** What is kept for keys. */
    KeySearches searches() {
        return searches;
    }

    @Override
    public long held() {
        return waiting.size() + turn.size - nextInTurn + searches.rows().size();
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        searches.weigh(footprint);
        waiting.weigh(footprint);
        dueIds.weigh(footprint);
    }
}
