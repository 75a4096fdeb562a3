package dev.millrace.engine.process;

import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.process.Timers;
import dev.millrace.api.state.StateSpec;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.KeyKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the user's function sees, the same object in each call. Owned by the task's thread. */
final class Call implements RecordContext<Object, Object, Object>, TimerContext<Object, Object> {

    private static final long NOT_READ = Long.MIN_VALUE;

    private final KeyAtHand at;
    private final KeyKind keyKind;
    private final InstantSource clock;
    private final KeyState[] states;
    private final StateSpec<?>[] specs;
    private final List<SideOutput<?>> outputs;
    private final KeyTimers eventTimers;
    private final KeyTimers clockTimers;
    private final Exit results;

    /** By side output; null if nobody reads it. */
    private final @Nullable Exit[] sides;

    private @Nullable Object value;
    private long timestampMillis;
    private long origin;
    private long splitWatermark;
    private long watermarkMillis = Long.MIN_VALUE;
    private boolean isLate;
    private boolean isProcessingTime;
    private long clockMillis = NOT_READ;

    Call(
            KeyAtHand at,
            KeyKind keyKind,
            InstantSource clock,
            List<KeyState> states,
            List<SideOutput<?>> outputs,
            KeyTimers eventTimers,
            KeyTimers clockTimers,
            Exit results,
            @Nullable Exit[] sides) {
        this.at = at;
        this.keyKind = keyKind;
        this.clock = clock;
        this.states = states.toArray(KeyState[]::new);
        specs = states.stream().map(KeyState::spec).toArray(StateSpec<?>[]::new);
        this.outputs = outputs;
        this.eventTimers = eventTimers;
        this.clockTimers = clockTimers;
        this.results = results;
        this.sides = sides;
    }

    /** A call for a row begins. */
    void enter(int id, Batch batch, int row, long watermark, boolean late) {
        at.enter(id, Math.max(batch.timestamps[row], watermark), batch.origins[row]);
        value = batch.values[row];
        timestampMillis = batch.timestamps[row];
        origin = batch.origins[row];
        splitWatermark = batch.hasSplitWatermarks ? batch.splitWatermarks[row] : Long.MIN_VALUE;
        watermarkMillis = watermark;
        isLate = late;
    }

    /**
     * A call for a timer begins.
     *
     * @param id of its key
     * @param time for which it was set
     * @param now event time of the call
     * @param resultOrigin of what it gives
     * @param watermark of the operator
     * @param ofClock whether it is one of processing time
     */
    void enter(int id, long time, long now, long resultOrigin, long watermark, boolean ofClock) {
        at.enter(id, now, resultOrigin);
        value = null;
        timestampMillis = time;
        origin = resultOrigin;
        splitWatermark = Long.MIN_VALUE;
        watermarkMillis = watermark;
        isProcessingTime = ofClock;
    }

    void leave() {
        at.leave();
        value = null;
    }

    /** A step of the operator begins: the clock is to be read again. */
    void forgetClock() {
        clockMillis = NOT_READ;
    }

    long clockMillis() {
        if (clockMillis == NOT_READ) {
            clockMillis = clock.millis();
        }
        return clockMillis;
    }

    private int id() {
        return at.id("the context of a call");
    }

    @Override
    public Object key() {
        return key(id());
    }

    Object key(int id) {
        return keyKind.key(at.keys, id);
    }

    @Override
    @SuppressWarnings("NullAway") // set for records; a timer's function does not see this method
    public Object value() {
        id();
        return value;
    }

    @Override
    public long timestampMillis() {
        return timestampMillis;
    }

    @Override
    public boolean isLate() {
        return isLate;
    }

    @Override
    public long timeMillis() {
        return timestampMillis;
    }

    @Override
    public boolean isProcessingTime() {
        return isProcessingTime;
    }

    @Override
    public long watermarkMillis() {
        return watermarkMillis;
    }

    @Override
    public Instant processingTime() {
        return Instant.ofEpochMilli(clockMillis());
    }

    @Override
    @SuppressWarnings("unchecked") // a state is the handle of its spec
    public <S> S state(StateSpec<S> spec) {
        id();
        for (int i = 0; i < specs.length; i++) {
            if (specs[i] == spec) {
                return (S) states[i];
            }
        }
        return (S) equalState(spec);
    }

    /** A spec that was made anew is the same if it says the same. */
    private KeyState equalState(StateSpec<?> spec) {
        for (int i = 0; i < specs.length; i++) {
            if (specs[i].equals(spec)) {
                return states[i];
            }
        }
        throw new IllegalArgumentException("the " + spec.describe()
                + " is not declared; return it from states(), which has "
                + java.util.Arrays.stream(specs).map(StateSpec::describe).collect(Collectors.toList()));
    }

    @Override
    public Timers eventTimers() {
        id();
        return eventTimers;
    }

    @Override
    public Timers processingTimers() {
        id();
        return clockTimers;
    }

    /** Event time of what is given: that of a record even if it is late, else that of the call. */
    private long resultMillis() {
        return value == null ? at.nowMillis : timestampMillis;
    }

    @Override
    public void emit(Object result) {
        emit(results, result, resultMillis());
    }

    @Override
    public void emit(Object result, Instant timestamp) {
        emit(results, result, timestamp.toEpochMilli());
    }

    private void emit(Exit exit, Object result, long timestamp) {
        id();
        Objects.requireNonNull(result, "a result must not be null; emit nothing instead");
        exit.add(result, timestamp, origin, splitWatermark);
    }

    @Override
    public <S> void emit(SideOutput<S> output, S record) {
        int index = outputs.indexOf(output);
        if (index < 0) {
            throw new IllegalArgumentException("the side output '" + output.name()
                    + "' is not declared; return it from outputs(), which has "
                    + outputs.stream().map(SideOutput::name).toList());
        }
        Exit exit = sides[index];
        if (exit != null) {
            emit(exit, record, resultMillis());
        }
    }
}
