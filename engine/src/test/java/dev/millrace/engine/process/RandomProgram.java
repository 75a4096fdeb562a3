package dev.millrace.engine.process;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.process.KeyContext;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateTtl;
import dev.millrace.api.state.ValueSpec;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * A function that does with its states and timers whatever a seed says: that of the program, of the record, or of the time of the
 * timer. It gives all that it sees.
 */
final class RandomProgram implements ProcessFunction<Object, Object, Object> {

    private static final long serialVersionUID = 1;

    static final SideOutput<Object> FIRST = SideOutput.named("first");
    static final SideOutput<Object> SECOND = SideOutput.named("second");

    private static final Duration[] TTLS = {Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(300)};

    /** Not one of the library, so that accumulators are of a class that can be stored. */
    private record Sum() implements Aggregate<Object, Object, Object>, Serializable {

        @Override
        public Object create() {
            return 0L;
        }

        @Override
        public Object add(Object accumulator, Object value) {
            return (Long) accumulator + (Long) value;
        }

        @Override
        public Object merge(Object left, Object right) {
            return (Long) left + (Long) right;
        }

        @Override
        public Object result(Object accumulator) {
            return accumulator;
        }
    }

    private final long seed;
    private final ValueSpec<Object> value;
    private final ListSpec<Object> list;
    private final MapSpec<Object, Object> map;
    private final AggregatingSpec<Object, Object> sum;

    @SuppressWarnings("unchecked") // the same spec with a time to live
    RandomProgram(long seed, long seedOfTtls) {
        this.seed = seed;
        Random random = new Random(seedOfTtls);
        value = (ValueSpec<Object>) expiring(random, StateSpec.value("value", Object.class));
        list = (ListSpec<Object>) expiring(random, StateSpec.list("list", Object.class));
        map = (MapSpec<Object, Object>) expiring(random, StateSpec.map("map", Object.class, Object.class));
        sum = (AggregatingSpec<Object, Object>) expiring(random, StateSpec.aggregating("sum", new Sum()));
    }

    private static StateSpec<?> expiring(Random random, StateSpec<?> spec) {
        return random.nextInt(3) == 0
                ? spec
                : spec.expireAfter(
                        TTLS[random.nextInt(TTLS.length)],
                        random.nextBoolean() ? StateTtl.Refresh.ON_WRITE : StateTtl.Refresh.ON_READ_AND_WRITE);
    }

    @Override
    public List<StateSpec<?>> states() {
        return List.of(value, list, map, sum);
    }

    @Override
    public List<SideOutput<?>> outputs() {
        return List.of(FIRST, SECOND);
    }

    @Override
    public void process(RecordContext<Object, Object, Object> record) throws Exception {
        Random random = new Random(seed + (Long) record.value());
        record.emit("saw " + record.value() + (record.isLate() ? " late" : "") + " at " + record.watermarkMillis());
        act(record, random, record.timestampMillis(), Long.MIN_VALUE);
        if (random.nextInt(12) == 0) {
            throw new IllegalStateException("refused");
        }
    }

    @Override
    public void onTimer(TimerContext<Object, Object> timer) throws Exception {
        Random random = new Random(seed * 31 + timer.timeMillis());
        timer.emit("timer " + timer.timeMillis() + (timer.isProcessingTime() ? " of the clock" : ""));
        // Those that it sets are later, and fewer than one for each; else it would go on for ever.
        long time = timer.isAtEnd() ? timer.timeMillis() : timer.watermarkMillis();
        if (random.nextInt(3) > 0) {
            act(timer, random, time, timer.isProcessingTime() ? Long.MIN_VALUE : timer.timeMillis());
        }
    }

    private void act(KeyContext<Object, Object> call, Random random, long time, long after) throws Exception {
        int actions = random.nextInt(5);
        for (int i = 0; i < actions; i++) {
            act(call, random.nextInt(20), random, time, after);
        }
    }

    private void act(KeyContext<Object, Object> call, int action, Random random, long time, long after)
            throws Exception {
        long number = random.nextInt(4);
        switch (action) {
            case 0 -> call.state(value).set("v" + number);
            case 1 -> call.emit("value " + call.state(value).get());
            case 2 -> call.state(value).clear();
            case 3, 4 -> call.state(list).add(number);
            case 5 ->
                call.emit("list " + call.state(list).get() + call.state(list).size());
            case 6 -> call.state(list).set(List.of(number, number));
            case 7, 8 -> call.state(map).put(number, "m" + random.nextInt(9));
            case 9 ->
                call.emit("map " + call.state(map).get(number) + call.state(map).contains(1L));
            case 10 ->
                call.emit("map " + call.state(map).size() + call.state(map).entries());
            case 11 -> call.state(map).remove(number);
            case 12 -> call.state(sum).add(number);
            case 13 -> call.emit("sum " + call.state(sum).get());
            case 14 -> clearOne(call, random);
            case 15, 16 -> call.eventTimers().setMillis(Math.max(after + 1, time + random.nextInt(80) - 20));
            case 17 -> {
                Instant of = Instant.ofEpochMilli(time + random.nextInt(20));
                call.emit("set " + call.eventTimers().isSet(of));
                call.eventTimers().delete(of);
                if (random.nextInt(8) == 0) {
                    call.eventTimers().deleteAll();
                }
            }
            case 18 -> {
                if (call.isAtEnd()) {
                    return;
                }
                call.processingTimers().set(call.processingTime().plusMillis(1 + random.nextInt(30)));
            }
            default -> {
                for (int i = 0; i < random.nextInt(6); i++) {
                    call.emit(random.nextBoolean() ? FIRST : SECOND, "side " + i);
                }
                call.emit("moved", Instant.ofEpochMilli(time + 3));
            }
        }
    }

    private void clearOne(KeyContext<Object, Object> call, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> call.state(list).clear();
            case 1 -> call.state(map).clear();
            default -> call.state(sum).clear();
        }
    }
}
