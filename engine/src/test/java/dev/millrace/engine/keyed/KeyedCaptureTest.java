package dev.millrace.engine.keyed;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.first;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.varianceDouble;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RowLoopOperator;
import dev.millrace.engine.state.CaptureHarness;
import dev.millrace.engine.state.CaptureHarness.Input;
import dev.millrace.engine.state.CaptureHarness.Output;
import dev.millrace.engine.state.CaptureHarness.Step;
import dev.millrace.engine.state.RandomSteps;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators by key that are captured and restored, in random places, give the results of those that are left alone. */
class KeyedCaptureTest {

    private static final int SEEDS = 60;

    static Stream<Aggregate<Long, ?, ?>> aggregates() {
        return Stream.of(
                count(),
                sum(Long::longValue),
                varianceDouble(number -> 0.1 * number),
                collect((Long number) -> number),
                allOf(first((Long number) -> number), collect((Long number) -> number), count(), List::of));
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void runningAggregatesGoOn(Aggregate<Long, ?, ?> aggregate) throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            KeyKind keyKind = random.nextBoolean() ? KeyKind.LONG : KeyKind.OBJECT;
            CaptureHarness harness = new CaptureHarness(() -> new RunningAggregateOperator(
                            aggregate, keyKind, Failures.fatal(), CaptureHarness.capacity()))
                    .withGroups(KeyedCaptureTest::key);
            check(harness, steps(random, keyKind), random, seed);
        }
    }

    private static List<Step> steps(Random random, KeyKind keyKind) {
        return new RandomSteps(random, keyKind == KeyKind.OBJECT, true).steps(10 + random.nextInt(40));
    }

    private static Object key(Output output) {
        return ((Change<?, ?>) output.value()).key();
    }

    private static void check(CaptureHarness harness, List<Step> steps, Random random, long seed) {
        try {
            harness.check(steps, random);
        } catch (Throwable failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    @Test
    void aRunningAggregateRefusesTheStateOfAnother() {
        var counts = new RunningAggregateOperator(count(), KeyKind.LONG, Failures.fatal(), 1);
        var sums = new RunningAggregateOperator(sum(Long::longValue), KeyKind.LONG, Failures.fatal(), 1);
        assertThatThrownBy(() -> CaptureHarness.move(counts, sums))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'count' cannot go on with 'count; sum(Long::longValue)'");
    }

    @RepeatedTest(SEEDS)
    void keysThatHaveComeAreKnown(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        long within = 1 + random.nextInt(60);
        List<Step> steps = steps(random, random.nextBoolean() ? KeyKind.LONG : KeyKind.OBJECT);
        CaptureHarness harness =
                new CaptureHarness(() -> new RowLoopOperator(new DeduplicateLoop(within, CaptureHarness.capacity())));
        check(harness, steps, random, repetition.getCurrentRepetition());
    }

    @RepeatedTest(SEEDS)
    void rankingsGoOn(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int rowsMax = 1 + random.nextInt(4);
        Comparator<Object> order = Comparator.comparing(value -> (Long) value);
        CaptureHarness harness = new CaptureHarness(() -> new TopOperator(rowsMax, order, CaptureHarness.capacity()))
                .withTasksMax(1)
                .withGroups(KeyedCaptureTest::key);
        List<Step> steps =
                IntStream.range(0, 30).mapToObj(i -> changes(random, i)).toList();
        check(harness, steps, random, repetition.getCurrentRepetition());
    }

    /** Rows come, change and go; many are equal. */
    private static Step changes(Random random, int time) {
        List<Input> rows = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new Input(null, time, 0, change(random)))
                .toList();
        return new Step(rows, time);
    }

    private static Change<String, Long> change(Random random) {
        ChangeKind kind = random.nextInt(3) == 0 ? ChangeKind.DELETE : ChangeKind.UPDATE;
        @Nullable Long value = kind == ChangeKind.DELETE ? null : (long) random.nextInt(4);
        return new Change<>(kind, "key " + random.nextInt(6), value);
    }
}
