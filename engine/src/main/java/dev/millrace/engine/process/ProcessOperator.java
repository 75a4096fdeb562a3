package dev.millrace.engine.process;

import dev.millrace.api.failure.FailedTimer;
import dev.millrace.api.graph.Node;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.view.PendingTimers;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.FailedRows;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function of the user for each row and for each timer that is due, with the state of its key.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>What a batch brings is done in this order: its rows, each followed by the event timers that it set for the past; the event
 * timers that the header's watermark makes due, by (time, key); those of processing time; then ids that have nothing any more
 * are let go, and the sweeps of expiring states go on.
 *
 * <p>That work is cut into rounds of as many calls as a batch has rows, or until an output is full. A round gives a
 * batch on each output that is read, the main one last; those of the last round carry the header of the batch that came.
 *
 * <p>Without input, {@link #flush} looks at the clock and goes on sweeping.
 */
public final class ProcessOperator implements Operator {

    /** Looks of the sweeps beside those for the rows of a batch. */
    private static final int LOOKS_MIN = 64;

    /** Looks of the sweeps when there is no input. */
    private static final int LOOKS_AT_REST = 4_096;

    /** Timers that fire after the end of input, for each that was there at the end, before we think that they never stop. */
    private static final long TIMERS_AT_END_MAX = 100_000;

    private final ProcessFunction<Object, Object, Object> function;
    private final KeyKind keyKind;
    private final int batchCapacity;
    private final @Nullable FailedRows failed;

    /** Whether a timer that throws can be told there, too: not among failed records that have the type of the input. */
    private final boolean areTimersSetAside;

    private final KeyAtHand at = new KeyAtHand();
    private final List<KeyState> states;
    private final KeyTimers eventTimers = new KeyTimers("event", true, at);
    private final KeyTimers clockTimers = new KeyTimers("processing", false, at);
    private final Call call;
    private final OperatorCounters counters = new OperatorCounters();
    private final Judge judge = new Judge();
    private final int[] ids;

    /** Ids that had nothing any more when a timer had fired. Not let go at once, for rows may have been resolved to them. */
    private final IntQueue looseIds = new IntQueue();

    /** Outputs that somebody reads, the main one last. */
    private final List<Exit> exits;

    /** Where they stood before the call at hand. */
    private final int[] marks;

    /** The header that was sent last. */
    private final Batch sent = new Batch(0);

    private @Nullable Batch input;

    /** Index of the next row of the input. */
    private int row;

    private boolean isAtWork;
    private boolean isTimeAdvanced;
    private boolean isClockLookedAt;

    /** Whether this round ends the work. */
    private boolean isLastRound;

    /** The output whose turn it is to be given, the failed rows first. */
    private int turn;

    /** The latest event time of any call. */
    private long latestMillis = Long.MIN_VALUE;

    private long timersAtEndLeft = -1;

    /** The state whose sweep goes on first, so that none waits for ever for another. */
    private int sweepTurn;

    /**
     * Makes one without state.
     *
     * @param node what to call
     * @param keyKind how keys come and are given to the user
     * @param clock of the job
     * @param failed takes rows for which the function throws; null if nobody reads them
     * @param areTimersSetAside whether it takes timers, too
     * @param isSideRead by side output: whether anybody reads it
     * @param batchCapacity rows in a batch
     */
    public ProcessOperator(
            Node.ProcessNode node,
            KeyKind keyKind,
            InstantSource clock,
            @Nullable FailedRows failed,
            boolean areTimersSetAside,
            boolean[] isSideRead,
            int batchCapacity) {
        function = node.function();
        this.keyKind = keyKind;
        this.failed = failed;
        this.areTimersSetAside = areTimersSetAside;
        this.batchCapacity = batchCapacity;
        states = node.states().stream().map(spec -> KeyState.of(spec, at)).toList();
        @Nullable Exit[] sides = new @Nullable Exit[isSideRead.length];
        for (int side = 0; side < sides.length; side++) {
            sides[side] = isSideRead[side] ? new Exit(Batch.sidePort(side), batchCapacity) : null;
        }
        Exit results = new Exit(Batch.MAIN_PORT, batchCapacity);
        exits = Stream.concat(Stream.of(sides).filter(Objects::nonNull), Stream.of(results))
                .toList();
        marks = new int[exits.size()];
        call = new Call(at, keyKind, clock, states, node.outputs(), eventTimers, clockTimers, results, sides);
        ids = new int[batchCapacity];
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        at.keys.resolve(batch, ids);
        judge.look(batch);
        input = batch;
        row = 0;
        isTimeAdvanced = false;
        begin();
    }

    private void begin() {
        isAtWork = true;
        isClockLookedAt = false;
        isLastRound = false;
        turn = exits.size() + 1;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        while (isAtWork) {
            if (turn > exits.size()) {
                if (isLastRound) {
                    end();
                    return null;
                }
                runRound();
                turn = 0;
            }
            Batch batch = output(turn++);
            if (batch != null) {
                return batch;
            }
        }
        return null;
    }

    @Override
    public long readNanos(long ofInput) {
        // Without input it was a timer of the clock.
        return input == null ? Batch.NOT_TIMED : ofInput;
    }

    private @Nullable Batch output(int index) {
        Batch batch;
        if (index > 0) {
            batch = exits.get(index - 1).batch();
        } else if (failed != null) {
            batch = failed.batch();
        } else {
            return null;
        }
        if (isLastRound && input != null) {
            batch.copyHeader(input);
        } else {
            batch.copyHeader(sent);
        }
        // As long as a timer can bring results, whoever reads them must wait for them.
        batch.isIdle &= isLastRound && eventTimers.size() + clockTimers.size() == 0;
        if (index == exits.size()) {
            counters.out += batch.size;
        }
        return batch;
    }

    private void end() {
        if (input != null) {
            sent.copyHeader(input);
            input = null;
        }
        isAtWork = false;
    }

    private void runRound() throws RecordFailure {
        boolean isAnyWaiting = false;
        for (Exit exit : exits) {
            exit.begin();
            isAnyWaiting |= exit.hasWaiting();
        }
        if (failed != null) {
            failed.batch().clear();
        }
        call.forgetClock();
        isLastRound = !isAnyWaiting && work() && exits.stream().noneMatch(Exit::hasWaiting);
    }

    private boolean hasRoom() {
        for (int i = 0; i < exits.size(); i++) {
            if (exits.get(i).isFull()) {
                return false;
            }
        }
        return failed == null || !failed.isFull();
    }

    /** Does some of what is to be done; true if that was all. */
    private boolean work() throws RecordFailure {
        for (int calls = 0; calls < batchCapacity && hasRoom(); calls++) {
            if (eventTimers.hasDue()) {
                fire(eventTimers);
            } else if (input != null && row < input.size) {
                process(input, row++);
            } else if (!isTimeAdvanced) {
                advanceTime();
            } else if (!isClockLookedAt) {
                isClockLookedAt = true;
                lookAtClock();
            } else if (clockTimers.hasDue()) {
                fire(clockTimers);
            } else {
                rest();
                return true;
            }
        }
        return false;
    }

    private void advanceTime() {
        isTimeAdvanced = true;
        if (input != null) {
            judge.advance(input.watermark);
            eventTimers.advance(judge.watermark());
        }
    }

    private boolean isAtEnd() {
        return judge.watermark() == Long.MAX_VALUE;
    }

    private void lookAtClock() {
        if (clockTimers.size() > 0 && !isAtEnd()) {
            clockTimers.advance(call.clockMillis());
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void process(Batch batch, int index) throws RecordFailure {
        int id = ids[index];
        mark();
        boolean isLate = judge.mayBeBehind() && batch.timestamps[index] < judge.of(index);
        call.enter(id, batch, index, judge.watermark(), isLate);
        latestMillis = Math.max(latestMillis, at.nowMillis);
        try {
            function.process(call);
            counters.passed++;
        } catch (Throwable thrown) {
            fail(batch, index, thrown);
        } finally {
            leave(id);
        }
    }

    /** Notes where the outputs stand, before a call. */
    private void mark() {
        for (int i = 0; i < marks.length; i++) {
            marks[i] = exits.get(i).size();
        }
    }

    /** Takes back what a call has given. */
    private void takeBack() {
        for (int i = 0; i < marks.length; i++) {
            exits.get(i).takeBackTo(marks[i]);
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void fail(Batch batch, int index, Throwable thrown) throws RecordFailure {
        counters.failed++;
        takeBack();
        RecordFailure failure = new RecordFailure(batch.origins[index], thrown);
        if (failed == null || !failure.isOfRecord()) {
            throw failure;
        }
        failed.add(
                batch.values[index],
                batch.timestamps[index],
                batch.origins[index],
                thrown,
                counters.in - (batch.size - index));
    }

    private void leave(int id) {
        call.leave();
        eventTimers.settle(id);
        clockTimers.settle(id);
    }

    private void fire(KeyTimers timers) throws RecordFailure {
        boolean isOfClock = timers == clockTimers;
        if (isAtEnd()) {
            countAtEnd();
        }
        int id = timers.next();
        long time = timers.fire(id);
        mark();
        long origin = Origin.ofResult(keyKind == KeyKind.OBJECT ? at.keys.key(id) : StableHash.of(at.keys.key(id)));
        call.enter(id, time, isOfClock ? now() : Math.max(time, sent.watermark), origin, judge.watermark(), isOfClock);
        latestMillis = Math.max(latestMillis, at.nowMillis);
        try {
            function.onTimer(call);
        } catch (Throwable thrown) {
            fail(new FailedTimer(call.key(id), Instant.ofEpochMilli(time), isOfClock), origin, thrown);
        } finally {
            leave(id);
            if (!at.keys.isHeld(id)) {
                looseIds.add(id);
            }
        }
    }

    /** Event time without a record or an event timer. */
    private long now() {
        return judge.watermark() == Long.MIN_VALUE ? latestMillis : judge.watermark();
    }

    /** A timer has no record, so none is counted. */
    private void fail(FailedTimer timer, long origin, Throwable thrown) throws RecordFailure {
        takeBack();
        if (thrown instanceof Error) {
            throw new RecordFailure(origin, thrown);
        }
        if (failed == null || !areTimersSetAside) {
            String kind = timer.isProcessingTime() ? "processing" : "event";
            throw new RecordFailure(
                    origin,
                    new IllegalStateException(
                            "the " + kind + "-time timer of key '" + timer.key() + "' at " + timer.time() + ": "
                                    + thrown,
                            thrown));
        }
        failed.add(timer, at.nowMillis, origin, thrown, counters.in);
    }

    private void countAtEnd() throws RecordFailure {
        if (timersAtEndLeft < 0) {
            timersAtEndLeft = TIMERS_AT_END_MAX * eventTimers.size();
        }
        if (timersAtEndLeft-- == 0) {
            throw new RecordFailure(
                    RecordFailure.NO_ORIGIN,
                    new IllegalStateException("the input has ended, but timers set others again and again: "
                            + TIMERS_AT_END_MAX + " have fired for each that was left; ask isAtEnd() before setting one"
                            + " from onTimer"));
        }
    }

    /** The work is done: what nobody needs is let go. */
    private void rest() {
        int rows = 0;
        if (input != null) {
            rows = input.size;
            for (int i = 0; i < rows; i++) {
                free(ids[i]);
            }
        }
        while (!looseIds.isEmpty()) {
            free(looseIds.first());
            looseIds.removeFirst();
        }
        sweep(LOOKS_MIN + 2 * rows);
    }

    private void free(int id) {
        if (!at.keys.isHeld(id)) {
            at.keys.remove(id);
        }
    }

    /** True if there was something to do. */
    private boolean sweep(int looksMax) {
        if (isAtEnd()) {
            return false;
        }
        int left = looksMax;
        for (int i = 0; i < states.size() && left > 0; i++) {
            left = states.get(sweepTurn).sweep().step(judge.watermark(), left);
            sweepTurn = (sweepTurn + 1) % states.size();
        }
        return left < looksMax;
    }

    @Override
    public boolean flush() {
        call.forgetClock();
        lookAtClock();
        if (clockTimers.hasDue()) {
            begin();
            return true;
        }
        return sweep(LOOKS_AT_REST);
    }

    @Override
    public void capture(StateWriter out) {
        out.list("time");
        out.entryForAll();
        out.writeLong(now());
        states.forEach(state -> state.capture(out, judge.watermark()));
        eventTimers.capture(out);
        clockTimers.capture(out);
        out.end();
    }

    @Override
    public void restore(StateReader in) {
        while (in.next("time")) {
            latestMillis = Math.max(latestMillis, in.readLong());
        }
        states.forEach(state -> state.restore(in, latestMillis));
        eventTimers.restore(in);
        clockTimers.restore(in);
    }

    /**
     * Shows a state, of a copy that was restored for that.
     *
     * @param state its name
     * @param visitor gets each key and its value, list, map or result
     * @throws Exception what an aggregate of the user's throws
     */
    public void show(String state, BiConsumer<Object, Object> visitor) throws Exception {
        for (KeyState each : states) {
            if (each.spec().name().equals(state)) {
                each.show(latestMillis, call::key, visitor);
            }
        }
    }

    /**
     * Shows all timers, of a copy that was restored for that.
     *
     * @param visitor gets each key and its timers
     */
    public void showTimers(BiConsumer<Object, Object> visitor) {
        for (int id = 0; id < at.keys.idEnd(); id++) {
            List<Instant> eventTime = eventTimers.ofId(id);
            List<Instant> processingTime = clockTimers.ofId(id);
            if (!eventTime.isEmpty() || !processingTime.isEmpty()) {
                visitor.accept(call.key(id), new PendingTimers(eventTime, processingTime));
            }
        }
    }

    /** How large the states are, by name. */
    public Map<String, StateFigures> figures() {
        Map<String, StateFigures> figures = new LinkedHashMap<>();
        states.forEach(state -> figures.put(state.spec().name(), state.figures(judge.watermark())));
        return figures;
    }

    /** Number of keys that have state or timers, or rows that are still to be processed. */
    int keyCount() {
        return at.keys.size();
    }

    @Override
    public long held() {
        return input == null ? 0 : input.size - row;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        at.keys.weigh(footprint);
        states.forEach(state -> state.weigh(footprint));
        eventTimers.weigh(footprint);
        clockTimers.weigh(footprint);
        looseIds.weigh(footprint);
    }
}
