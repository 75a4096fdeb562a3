package dev.millrace.engine.process;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.process.Timers;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.AggregatingState;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.ListState;
import dev.millrace.api.state.MapState;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateTtl;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.state.ValueState;
import dev.millrace.api.type.StableHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a process function does, as plainly as it can be said: maps, lists that are filtered, a sorted set of timers. */
final class NaiveProcess {

    /** One that has come out. */
    record Out(String output, Object key, Object value, long timestamp, long splitWatermark) {}

    /** One that has come in. */
    record In(Object key, Object value, long timestamp, long splitWatermark) {}

    private record Timer(long time, long order, Object key, boolean isOfClock) {}

    private static final Comparator<Timer> ORDER =
            Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order);

    /** A value, element or entry and when it was used. */
    private static final class Timed {
        final Object name;
        Object value;
        long used;

        Timed(Object name, Object value, long used) {
            this.name = name;
            this.value = value;
            this.used = used;
        }
    }

    private final ProcessFunction<Object, Object, Object> function;
    private final Map<String, StateTtl> ttls = new HashMap<>();
    private final Map<String, Map<Object, List<Timed>>> states = new LinkedHashMap<>();
    private final TreeSet<Timer> timers = new TreeSet<>(ORDER.thenComparing(Timer::isOfClock));
    private final List<Out> outs = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;
    private long sentWatermark = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;
    long clockMillis;
    int timersFired;

    NaiveProcess(ProcessFunction<Object, Object, Object> function) {
        this.function = function;
        useTtls(function.states());
        function.states().forEach(spec -> states.put(spec.name(), new LinkedHashMap<>()));
    }

    private void useTtls(List<StateSpec<?>> specs) {
        specs.forEach(spec -> ttls.put(spec.name(), spec.ttl()));
    }

    /** Starts again with other times to live: what was expired is gone, what did not expire has been used now. */
    void changeTtls(List<StateSpec<?>> specs) {
        states.forEach((name, byKey) -> byKey.values().forEach(list -> {
            list.removeIf(timed -> isExpired(name, timed, watermark));
            if (ttls.get(name) == null) {
                list.forEach(timed -> timed.used = watermark == Long.MIN_VALUE ? latest : watermark);
            }
        }));
        useTtls(specs);
    }

    static long order(Object key) {
        return key instanceof Long number ? number : StableHash.of(key);
    }

    /** Takes a batch, and gives what comes out. */
    List<Out> accept(List<In> rows, long newWatermark) {
        outs.clear();
        for (In row : rows) {
            int mark = outs.size();
            Context call = new Context(row.key, Math.max(row.timestamp, watermark));
            call.row = row;
            latest = Math.max(latest, call.now);
            try {
                function.process(call);
            } catch (Exception failed) {
                while (outs.size() > mark) {
                    outs.remove(outs.size() - 1);
                }
                outs.add(new Out("failed", row.key, row.value, row.timestamp, Long.MIN_VALUE));
            }
            fire(false, watermark);
        }
        watermark = Math.max(watermark, newWatermark);
        fire(false, watermark);
        if (watermark != Long.MAX_VALUE) {
            fireOfClock();
        }
        sentWatermark = watermark;
        return List.copyOf(outs);
    }

    List<Out> rest() {
        outs.clear();
        if (watermark != Long.MAX_VALUE) {
            fireOfClock();
        }
        return List.copyOf(outs);
    }

    private void fireOfClock() {
        while (fireOne(true, clockMillis)) {
            fire(false, watermark);
        }
    }

    private void fire(boolean isOfClock, long until) {
        while (fireOne(isOfClock, until)) {
            timersFired++;
        }
    }

    private boolean fireOne(boolean isOfClock, long until) {
        Timer due = timers.stream()
                .filter(timer -> timer.isOfClock == isOfClock && timer.time <= until)
                .findFirst()
                .orElse(null);
        if (due == null) {
            return false;
        }
        timers.remove(due);
        long now = watermark == Long.MIN_VALUE ? latest : watermark;
        Context call = new Context(due.key, isOfClock ? now : Math.max(due.time, sentWatermark));
        call.timer = due;
        latest = Math.max(latest, call.now);
        try {
            function.onTimer(call);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
        return true;
    }

    private boolean isExpired(String state, Timed timed, long now) {
        StateTtl ttl = ttls.get(state);
        return ttl != null && timed.used + ttl.after().toMillis() <= now;
    }

    /** How many entries of a state the watermark has not expired. */
    long entries(String state) {
        return states.get(state).values().stream()
                .flatMap(List::stream)
                .filter(timed -> !isExpired(state, timed, watermark))
                .count();
    }

    long entriesExpired(String state) {
        return states.get(state).values().stream()
                .flatMap(List::stream)
                .filter(timed -> isExpired(state, timed, watermark))
                .count();
    }

    long keys(String state) {
        return states.get(state).values().stream()
                .filter(list -> list.stream().anyMatch(timed -> !isExpired(state, timed, watermark)))
                .count();
    }

    /** Of all states and timers together. */
    long keys() {
        TreeSet<Object> keys = new TreeSet<>();
        states.forEach((name, byKey) -> byKey.forEach((key, list) -> {
            if (list.stream().anyMatch(timed -> !isExpired(name, timed, watermark))) {
                keys.add(key);
            }
        }));
        timers.forEach(timer -> keys.add(timer.key));
        return keys.size();
    }

    /** A call. */
    private final class Context implements RecordContext<Object, Object, Object>, TimerContext<Object, Object> {

        final Object key;
        final long now;

        @Nullable
        In row;

        @Nullable
        Timer timer;

        Context(Object key, long now) {
            this.key = key;
            this.now = now;
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public Object value() {
            return row.value;
        }

        @Override
        public long timestampMillis() {
            return row.timestamp;
        }

        @Override
        public boolean isLate() {
            return row.timestamp < Math.max(watermark, row.splitWatermark);
        }

        @Override
        public long timeMillis() {
            return timer.time;
        }

        @Override
        public boolean isProcessingTime() {
            return timer.isOfClock;
        }

        @Override
        public long watermarkMillis() {
            return watermark;
        }

        @Override
        public Instant processingTime() {
            return Instant.ofEpochMilli(clockMillis);
        }

        @Override
        public Timers eventTimers() {
            return new KindOfTimers(false);
        }

        @Override
        public Timers processingTimers() {
            return new KindOfTimers(true);
        }

        @Override
        public void emit(Object result) {
            emit("main", result, row == null ? now : row.timestamp);
        }

        @Override
        public void emit(Object result, Instant timestamp) {
            emit("main", result, timestamp.toEpochMilli());
        }

        @Override
        public <S> void emit(SideOutput<S> output, S record) {
            emit(output.name(), record, row == null ? now : row.timestamp);
        }

        private void emit(String output, Object value, long timestamp) {
            outs.add(new Out(output, key, value, timestamp, row == null ? Long.MIN_VALUE : row.splitWatermark));
        }

        @Override
        @SuppressWarnings("unchecked") // for tests
        public <S> S state(StateSpec<S> spec) {
            Cells cells = new Cells(spec);
            if (spec instanceof ValueSpec<?>) {
                return (S) new Value(cells);
            }
            if (spec instanceof ListSpec<?>) {
                return (S) new Elements(cells);
            }
            if (spec instanceof AggregatingSpec<?, ?> aggregating) {
                return (S) new Accumulator(cells, (Aggregate<Object, Object, Object>) aggregating.aggregate());
            }
            return (S) new Entries(cells);
        }

        private final class KindOfTimers implements Timers {

            private final boolean isOfClock;

            KindOfTimers(boolean isOfClock) {
                this.isOfClock = isOfClock;
            }

            private Timer at(long time) {
                return new Timer(time, order(key), key, isOfClock);
            }

            @Override
            public void setMillis(long epochMillis) {
                timers.add(at(epochMillis));
            }

            @Override
            public void deleteMillis(long epochMillis) {
                timers.remove(at(epochMillis));
            }

            @Override
            public void deleteAll() {
                timers.removeIf(each -> each.key.equals(key) && each.isOfClock == isOfClock);
            }

            @Override
            public boolean isSet(Instant time) {
                return timers.contains(at(time.toEpochMilli()));
            }
        }

        /** What one key has in one state. */
        private final class Cells {

            final StateSpec<?> spec;
            final List<Timed> all;

            Cells(StateSpec<?> spec) {
                this.spec = spec;
                all = states.get(spec.name()).computeIfAbsent(key, unseen -> new ArrayList<>());
            }

            long now() {
                return now;
            }

            List<Timed> visible() {
                return all.stream()
                        .filter(timed -> !isExpired(spec.name(), timed, now))
                        .toList();
            }

            @Nullable
            Timed find(Object name) {
                return visible().stream()
                        .filter(timed -> timed.name.equals(name))
                        .findFirst()
                        .orElse(null);
            }

            Object read(Timed timed) {
                StateTtl ttl = ttls.get(spec.name());
                if (ttl != null && ttl.refresh() == StateTtl.Refresh.ON_READ_AND_WRITE) {
                    timed.used = Math.max(timed.used, now);
                }
                return timed.value;
            }

            void write(Object name, Object value) {
                Timed timed = find(name);
                if (timed == null) {
                    remove(name);
                    all.add(new Timed(name, value, now));
                } else {
                    timed.value = value;
                    timed.used = Math.max(timed.used, now);
                }
            }

            void remove(Object name) {
                all.removeIf(timed -> timed.name.equals(name));
            }
        }

        private record Value(Cells cells) implements ValueState<Object> {

            @Override
            public @Nullable Object get() {
                Timed timed = cells.find("");
                return timed == null ? null : cells.read(timed);
            }

            @Override
            public void set(Object value) {
                cells.write("", value);
            }

            @Override
            public void clear() {
                cells.all.clear();
            }
        }

        private record Accumulator(Cells cells, Aggregate<Object, Object, Object> aggregate)
                implements AggregatingState<Object, Object> {

            @Override
            public void add(Object value) throws Exception {
                Timed timed = cells.find("");
                Object accumulator = timed == null ? aggregate.create() : cells.read(timed);
                cells.write("", aggregate.add(accumulator, value));
            }

            @Override
            public @Nullable Object get() throws Exception {
                Timed timed = cells.find("");
                return timed == null ? null : aggregate.result(cells.read(timed));
            }

            @Override
            public void clear() {
                cells.all.clear();
            }
        }

        private record Elements(Cells cells) implements ListState<Object> {

            @Override
            public List<Object> get() {
                return cells.visible().stream().map(cells::read).toList();
            }

            @Override
            public int size() {
                return cells.visible().size();
            }

            @Override
            public void add(Object value) {
                cells.all.add(new Timed("", value, cells.now()));
            }

            @Override
            public void clear() {
                cells.all.clear();
            }
        }

        private record Entries(Cells cells) implements MapState<Object, Object> {

            @Override
            public @Nullable Object get(Object name) {
                Timed timed = cells.find(name);
                return timed == null ? null : cells.read(timed);
            }

            @Override
            public boolean contains(Object name) {
                return cells.find(name) != null;
            }

            @Override
            public void put(Object name, Object value) {
                cells.write(name, value);
            }

            @Override
            public void remove(Object name) {
                cells.remove(name);
            }

            @Override
            public Map<Object, Object> entries() {
                Map<Object, Object> entries = new LinkedHashMap<>();
                cells.visible().forEach(timed -> entries.put(timed.name, cells.read(timed)));
                return entries;
            }

            @Override
            public int size() {
                return cells.visible().size();
            }

            @Override
            public void clear() {
                cells.all.clear();
            }
        }
    }
}
