package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Shard;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the same batches to an operator that is left alone, and to several tasks of it that are captured now and then, and
 * replaced by another number of new ones that are restored from what was captured. Results, the order of those that belong
 * together, what is held and what is counted must be the same after each batch.
 *
 * <pre>{@code
 * new CaptureHarness(() -> new WindowOperator(...)).check(steps, new Random(seed));
 * }</pre>
 */
public final class CaptureHarness {

    /** Most tasks at a time. */
    private static final int TASKS_MAX = 3;

    private static final int CAPACITY = 8;

    /**
     * A row.
     *
     * @param key any, a number as a {@code Long}; null for a row without a key, which the first task gets
     * @param splitWatermark as in {@link Batch#splitWatermarks}; {@link Long#MIN_VALUE} where it does not matter
     */
    public record Input(@Nullable Object key, long timestamp, long origin, Object value, long splitWatermark) {

        /** Makes one that is behind the watermark of nothing but its operator. */
        public Input(@Nullable Object key, long timestamp, long origin, Object value) {
            this(key, timestamp, origin, value, Long.MIN_VALUE);
        }
    }

    /**
     * A batch, whose rows are divided among the tasks by key; its header goes to all of them.
     *
     * @param side by which it comes
     * @param rows at most {@link #capacity}
     * @param watermark of the operator
     * @param sideWatermark of that side
     */
    public record Step(int side, List<Input> rows, long watermark, long sideWatermark, ClosedBy cause, boolean isIdle) {

        /** Makes one for an operator with one side. */
        public Step(List<Input> rows, long watermark) {
            this(0, rows, watermark, watermark, ClosedBy.WATERMARK, false);
        }

        /** The last one. */
        public static Step end(int side) {
            return new Step(side, List.of(), Long.MAX_VALUE, Long.MAX_VALUE, ClosedBy.END, false);
        }

        private Step withoutRows() {
            return new Step(side, List.of(), watermark, sideWatermark, ClosedBy.WATERMARK, isIdle);
        }
    }

    /**
     * A row that came out.
     *
     * @param step the index of the batch after which it came
     */
    public record Output(int step, int port, long timestamp, long origin, Object value) {}

    /** What can be seen from outside after a step, over all tasks. */
    private record Seen(
            int step,
            long held,
            boolean isIdle,
            long in,
            long out,
            long passed,
            long filtered,
            long late,
            long dropped) {

        Seen withoutTimeOfPassing() {
            return new Seen(step, held + passed, isIdle, in, out, 0, filtered, late, dropped);
        }
    }

    private final Supplier<? extends Operator> maker;
    private Function<Output, Object> group = output -> List.of(output.port(), output.origin());
    private int tasksMax = TASKS_MAX;
    private int sides = 1;
    private boolean isPassingTimed = true;

    /**
     * Makes one.
     *
     * @param maker of operators that are alike
     */
    public CaptureHarness(Supplier<? extends Operator> maker) {
        this.maker = maker;
    }

    /** Rows that a batch has room for. */
    public static int capacity() {
        return CAPACITY;
    }

    /** Says which results must come in the same order: those with equal groups. Otherwise it is port and origin. */
    public CaptureHarness withGroups(Function<Output, Object> newGroup) {
        group = newGroup;
        return this;
    }

    /** Says that there must not be more tasks. */
    public CaptureHarness withTasksMax(int tasks) {
        tasksMax = tasks;
        return this;
    }

    /** Says how many sides the operator has; 1 if this is not called. */
    public CaptureHarness withSides(int newSides) {
        sides = newSides;
        return this;
    }

    /** Says that when a record is let go that no result needs any more depends on which other keys are there. */
    public CaptureHarness withoutTimeOfPassing() {
        isPassingTimed = false;
        return this;
    }

    /** Checks one sequence of batches, with captures at random places. */
    public void check(List<Step> steps, Random random) throws RecordFailure {
        Run alone = new Run(1);
        Run captured = new Run(1 + random.nextInt(tasksMax));
        double captures = (1 + random.nextInt(3)) / (double) steps.size();
        double changes = random.nextInt(4) / 4.0;
        for (int i = 0; i < steps.size(); i++) {
            if (random.nextDouble() < changes) {
                captured.captureChanges(random);
            }
            captured.goOn(random);
            if (random.nextDouble() < captures) {
                captured.capture(random);
            }
            alone.feed(i, steps.get(i));
            captured.feed(i, steps.get(i));
            boolean isExact = isPassingTimed || i == steps.size() - 1;
            Seen expected = alone.seen(i);
            Seen seen = captured.seen(i);
            assertThat(isExact ? seen : seen.withoutTimeOfPassing())
                    .isEqualTo(isExact ? expected : expected.withoutTimeOfPassing());
        }
        alone.outputs.forEach(
                (one, expected) -> assertSame(one, captured.outputs.getOrDefault(one, List.of()), expected));
        assertThat(captured.outputs).hasSameSizeAs(alone.outputs);
    }

    /** Shows the first difference, as there may be a thousand results. */
    private static void assertSame(Object one, List<Output> outputs, List<Output> expected) {
        for (int i = 0; i < Math.min(outputs.size(), expected.size()); i++) {
            assertThat(outputs.get(i)).as("result %d of %s", i, one).isEqualTo(expected.get(i));
        }
        assertThat(outputs).as("results of %s", one).hasSameSizeAs(expected);
    }

    /** Restores an operator, the only task of its job, from the capture of another. */
    public static void move(Operator from, Operator to) {
        Captured captured = Captured.of(from, 0);
        to.restore(new StateReader(List.of(captured.part()), new StateReader.Share(0, 1, shard -> true), o -> o));
    }

    /** The tasks of an operator, one after the other, and what came out of them. */
    private final class Run {

        private final Map<Object, List<Output>> outputs = new LinkedHashMap<>();
        private final @Nullable Step[] lastOfSide = new @Nullable Step[sides];
        private List<Operator> tasks;
        private List<CapturedChain> chains;
        private boolean isIdle;

        /** Of tasks that are no more. */
        private Seen counted = new Seen(0, 0, false, 0, 0, 0, 0, 0, 0);

        Run(int count) {
            tasks = make(count);
            chains = makeChains(count);
        }

        private List<CapturedChain> makeChains(int count) {
            return IntStream.range(0, count).mapToObj(CapturedChain::new).toList();
        }

        /** Captures what has changed, which must come to the same as all there is, whatever happens until it is written. */
        void captureChanges(Random random) {
            boolean isKept = random.nextInt(4) > 0;
            for (int i = 0; i < tasks.size(); i++) {
                chains.get(i).finish(random);
                chains.get(i).begin(tasks.get(i), isKept);
            }
        }

        private void goOn(Random random) {
            chains.forEach(chain -> chain.goOn(random));
        }

        private List<Operator> make(int count) {
            return IntStream.range(0, count)
                    .<Operator>mapToObj(i -> maker.get())
                    .toList();
        }

        void feed(int index, Step step) throws RecordFailure {
            isIdle = true;
            for (int task = 0; task < tasks.size(); task++) {
                isIdle &= feed(tasks.get(task), batch(step, task), index);
            }
            lastOfSide[step.side()] = step.withoutRows();
        }

        /** Returns whether the last batch that came out was idle. */
        private boolean feed(Operator operator, Batch batch, int step) throws RecordFailure {
            operator.accept(batch);
            boolean isLastIdle = true;
            for (Batch out = operator.next(); out != null; out = operator.next()) {
                for (int row = 0; row < out.size; row++) {
                    Object value = out.values[row];
                    assert value != null : "a row has a value";
                    Output output = new Output(step, out.port, out.timestamps[row], out.origins[row], value);
                    outputs.computeIfAbsent(group.apply(output), key -> new ArrayList<>())
                            .add(output);
                }
                isLastIdle = out.isIdle;
            }
            assertThat(operator.isDrained()).isTrue();
            return isLastIdle;
        }

        private Batch batch(Step step, int task) {
            Batch batch = new Batch(CAPACITY);
            batch.side = step.side();
            batch.watermark = step.watermark();
            batch.sideWatermark = step.sideWatermark();
            batch.cause = step.cause();
            batch.isIdle = step.isIdle();
            batch.isEnd = step.cause() == ClosedBy.END;
            for (Input input : step.rows()) {
                if (owner(input.key()) == task) {
                    add(batch, input);
                }
            }
            return batch;
        }

        private int owner(@Nullable Object key) {
            if (key == null) {
                return 0;
            }
            return new ShardMap(tasks.size())
                    .owner(key instanceof Long number ? Shard.ofLong(number) : Shard.ofHash(StableHash.of(key)));
        }

        private static void add(Batch batch, Input input) {
            int row = batch.size;
            batch.timestamps[row] = input.timestamp();
            batch.origins[row] = input.origin();
            batch.values[row] = input.value();
            Object key = input.key();
            if (key != null) {
                batch.becomeKeyed(!(key instanceof Long));
                batch.keys[row] = key instanceof Long number ? number : StableHash.of(key);
                if (!(key instanceof Long)) {
                    batch.keyObjects[row] = key;
                }
            }
            if (input.splitWatermark() > Long.MIN_VALUE || batch.hasSplitWatermarks) {
                batch.becomeSplitWatermarked();
                batch.splitWatermarks[row] = input.splitWatermark();
            }
            batch.size++;
        }

        Seen seen(int step) {
            Seen all = counted;
            long held = 0;
            for (Operator task : tasks) {
                held += task.held();
                all = plus(all, task);
            }
            return new Seen(step, held, isIdle, all.in, all.out, all.passed, all.filtered, all.late, all.dropped);
        }

        private static Seen plus(Seen seen, Operator task) {
            var counters = task.counters();
            return new Seen(
                    0,
                    0,
                    false,
                    seen.in + counters.in,
                    seen.out + counters.out,
                    seen.passed + counters.passed,
                    seen.filtered + counters.filtered,
                    seen.late + counters.late,
                    seen.dropped + counters.dropped);
        }

        /** Captures all tasks, and perhaps goes on with others. */
        void capture(Random random) throws RecordFailure {
            List<StateReader.Part> states = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                chains.get(i).finish(random);
                Captured captured = Captured.of(tasks.get(i), i);
                assertThat(Captured.of(tasks.get(i), i).bytes)
                        .as("captured twice")
                        .isEqualTo(captured.bytes);
                chains.get(i).capture(tasks.get(i), true, random);
                states.add(
                        random.nextBoolean() ? captured.part() : chains.get(i).part());
            }
            if (random.nextInt(4) > 0) {
                int count = 1 + random.nextInt(tasksMax);
                replaceTasks(states, count);
                chains = makeChains(count);
            }
        }

        private void replaceTasks(List<StateReader.Part> states, int count) throws RecordFailure {
            Seen before = seen(0);
            for (Operator task : tasks) {
                counted = plus(counted, task);
            }
            tasks = make(count);
            for (int task = 0; task < count; task++) {
                restore(task, states);
            }
            assertThat(seen(0).held).as("held after restore").isEqualTo(before.held);
        }

        private void restore(int task, List<StateReader.Part> states) throws RecordFailure {
            int me = task;
            int count = tasks.size();
            var share = new StateReader.Share(me, count, shard -> new ShardMap(count).owner(shard) == me);
            StateReader in =
                    new StateReader(states.stream().map(StateReader.Part::copy).toList(), share, origin -> origin);
            tasks.get(me).restore(in);
            assertThat(in.unread()).as("lists that were not read").isEmpty();
            int groupsBefore = outputs.values().stream().mapToInt(List::size).sum();
            for (Step step : lastOfSide) {
                if (step != null) {
                    feed(tasks.get(me), batch(step, me), -1);
                }
            }
            assertThat(outputs.values().stream().mapToInt(List::size).sum())
                    .as("results of time that had come before")
                    .isEqualTo(groupsBefore);
        }
    }

    /** What one task wrote. */
    private static final class Captured {

        private final int task;
        private final byte[] bytes;
        private final byte[] schemas;

        private Captured(int task, byte[] bytes, byte[] schemas) {
            this.task = task;
            this.bytes = bytes;
            this.schemas = schemas;
        }

        static Captured of(Operator operator, int taskIndex) {
            ValueEncoder values = new ValueEncoder();
            BinaryOutput bytes = new BinaryOutput();
            StateWriter out = new StateWriter(bytes, values, taskIndex, Extent.ASIDE);
            operator.capture(out);
            out.end();
            BinaryOutput schemas = new BinaryOutput();
            values.writeSchemas(schemas);
            return new Captured(taskIndex, bytes.toByteArray(), schemas.toByteArray());
        }

        StateReader.Part part() {
            return new StateReader.Part(task, new BinaryInput(bytes), new ValueDecoder(new BinaryInput(schemas)));
        }
    }
}
