package dev.millrace.engine.window;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.last;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static dev.millrace.api.aggregate.Aggregates.varianceDouble;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.state.CaptureHarness;
import dev.millrace.engine.state.CaptureHarness.Output;
import dev.millrace.engine.state.CaptureHarness.Step;
import dev.millrace.engine.state.RandomSteps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows that are captured and restored, in random places, give the results of those that are left alone. */
class WindowCaptureTest {

    private static final int SEEDS = Integer.getInteger("millrace.seeds", 4);

    private static final Emission FINAL = Emission.FINAL_ONLY;

    /** Two kinds of windows in turn, with a gap where no window is, at places that follow no clock. */
    private record Irregular() implements AlignedWindows {

        @Override
        public long sliceStart(long timestamp) {
            long start = Math.floorDiv(timestamp, 10L) * 10;
            return timestamp - start < 3 ? start : start + 3;
        }

        @Override
        public long sliceEnd(long timestamp) {
            long start = sliceStart(timestamp);
            return Math.floorMod(start, 10L) == 0 ? start + 3 : start + 7;
        }

        @Override
        public long windowStart(long end) {
            long tens = Math.floorDiv(end, 10L);
            if (Math.floorMod(end, 10L) == 0) {
                return Math.floorMod(tens, 4L) == 0 ? end - 20 : NO_WINDOW;
            }
            return Math.floorMod(tens, 4L) < 2 ? end - 13 : NO_WINDOW;
        }

        @Override
        public String describe() {
            return "irregular";
        }
    }

    /** A record lies in none, one or two windows. */
    private record Chosen() implements AssignedWindows<Long> {

        @Override
        public void assign(Long number, long timestamp, Collector windows) {
            for (long i = 0; i < Math.floorMod(number, 3L); i++) {
                long start = Math.floorDiv(timestamp, 8 + 8 * i) * (8 + 8 * i);
                windows.add(start, start + 8 + 8 * i);
            }
        }

        @Override
        public boolean isMerging() {
            return false;
        }

        @Override
        public String describe() {
            return "chosen";
        }
    }

    /** Its result tells in which order everything was added and merged. */
    private record Trace(boolean isInvertible) implements Aggregate<Long, String, String> {

        @Override
        public String create() {
            return "";
        }

        @Override
        public String add(String accumulator, Long value) {
            return accumulator + value % 10;
        }

        @Override
        public String merge(String left, String right) {
            return "(" + left + "," + right + ")";
        }

        @Override
        public String subtract(String left, String right) {
            return "(" + left + "-" + right + ")";
        }

        @Override
        public String result(String accumulator) {
            return accumulator.length() > 1_000 ? Integer.toString(accumulator.hashCode()) : accumulator;
        }
    }

    private record Case(List<WindowSpec<?>> windows, Emission emission, Aggregate<Long, ?, ?> aggregate) {

        WindowOperator operator(KeyKind keyKind) {
            return new WindowOperator(windows, emission, aggregate, keyKind, true, CaptureHarness.capacity());
        }

        /** Where partials are queued, when they leave depends on the other keys of a task, and with that who merges first. */
        boolean dependsOnOrderOfMerges() {
            boolean isQueued = emission.equals(FINAL)
                    && windows.stream()
                            .anyMatch(window -> window instanceof AlignedWindows aligned && !aligned.isTiling());
            return isQueued && !EXACT.contains(aggregate);
        }

        @Override
        public String toString() {
            return windows.stream().map(WindowSpec::describe).toList() + emission.describe() + " "
                    + aggregate.describe();
        }
    }

    private static final List<Aggregate<Long, ?, ?>> EXACT = List.of(
            allOf(count(), sum(Long::longValue), List::of),
            collect(number -> number),
            allOf(countDistinct(number -> number % 9), last(number -> number), max(Long::longValue), List::of),
            groupingBy(number -> number % 3, topN(2, Comparator.<Long>naturalOrder())));

    private static List<Aggregate<Long, ?, ?>> aggregates() {
        List<Aggregate<Long, ?, ?>> all = new ArrayList<>(EXACT);
        all.addAll(List.of(
                summaryDouble(number -> 0.1 * number),
                varianceDouble(number -> 0.1 * number),
                allOf(new Trace(false), collect((Long number) -> number), sum(Long::longValue), List::of),
                new Trace(true)));
        return all;
    }

    private static List<Emission> revised() {
        return List.of(
                FINAL.withAllowedLateness(ofMillis(15)),
                FINAL.withAllowedLateness(ofMillis(40)).withDiscarding(),
                FINAL.withEarlyEvery(ofMillis(7)).withLatePolicy(LatePolicy.DROP),
                FINAL.withEarlyEvery(ofMillis(4)).withEarlyEveryRecords(2).withAllowedLateness(ofMillis(9)),
                FINAL.withEarlyEveryRecords(3).withDiscarding(),
                FINAL.withEarlyEvery(ofMillis(3))
                        .withEarlyEveryRecords(4)
                        .withDiscarding()
                        .withAllowedLateness(ofMillis(20)));
    }

    static Stream<Case> cases() {
        List<WindowSpec<?>> timed = List.of(
                tumbling(ofMillis(10)),
                sliding(ofMillis(30), ofMillis(10)),
                sliding(ofMillis(60), ofMillis(4)),
                new Irregular(),
                session(ofMillis(6)),
                session((Long number) -> ofMillis(1 + number % 9)),
                new Chosen(),
                global());
        List<WindowSpec<?>> others = List.of(
                Windows.count(4),
                Windows.count(6).slidingBy(4),
                Windows.count(5).slidingBy(2).inArrivalOrder(),
                trailing(ofMillis(12)));
        List<Case> cases = new ArrayList<>();
        for (Aggregate<Long, ?, ?> aggregate : aggregates()) {
            for (WindowSpec<?> window : timed) {
                cases.add(new Case(List.of(window), FINAL, aggregate));
                revised().forEach(emission -> cases.add(new Case(List.of(window), emission, aggregate)));
            }
            for (WindowSpec<?> window : others) {
                cases.add(new Case(List.of(window), FINAL, aggregate));
            }
            cases.add(new Case(timed, FINAL, aggregate));
            cases.add(
                    new Case(List.of(session(ofMillis(5)), Windows.count(3), trailing(ofMillis(9))), FINAL, aggregate));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnAsIfNothingHadBeen(Case of) throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            KeyKind keyKind = random.nextBoolean() ? KeyKind.LONG : KeyKind.OBJECT;
            boolean isOneTask = of.dependsOnOrderOfMerges() || random.nextInt(3) == 0;
            List<Step> steps =
                    new RandomSteps(random, keyKind == KeyKind.OBJECT, isOneTask).steps(20 + random.nextInt(40));
            try {
                CaptureHarness harness =
                        new CaptureHarness(() -> of.operator(keyKind)).withGroups(WindowCaptureTest::group);
                // With several it depends on the other keys of a task which edges are visited, and what closed a window
                // before its first record came.
                (isOneTask ? harness.withTasksMax(1) : harness.withoutTimeOfPassing()).check(steps, random);
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + " of " + of, failure);
            }
        }
    }

    /** Results of one key have their order. */
    private static Object group(Output output) {
        return output.value() instanceof WindowResult<?, ?> result
                ? List.of(output.port(), result.key())
                : List.of(output.port(), output.origin());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesTheStateOfAnotherAggregate(Case of) {
        assertRefused(of, new Case(of.windows, of.emission, allOf(count(), sum(number -> 2L * number), List::of)));
    }

    @Test
    void refusesTheStateOfOtherWindows() {
        Case of = new Case(List.of(tumbling(ofMillis(10))), FINAL, EXACT.get(0));
        assertRefused(of, new Case(List.of(tumbling(ofMillis(20))), FINAL, of.aggregate));
        assertRefused(of, new Case(of.windows, FINAL.withAllowedLateness(ofMillis(1)), of.aggregate));
        assertRefused(of, new Case(List.of(of.windows.get(0), global()), FINAL, of.aggregate));
    }

    private static void assertRefused(Case before, Case now) {
        assertThatThrownBy(() -> CaptureHarness.move(before.operator(KeyKind.LONG), now.operator(KeyKind.LONG)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "state that was written for '" + before.windows.get(0).describe())
                .hasMessageContaining("cannot go on with '" + now.windows.get(0).describe());
    }
}
