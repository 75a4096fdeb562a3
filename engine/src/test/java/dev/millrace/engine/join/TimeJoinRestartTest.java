package dev.millrace.engine.join;

import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.CoGroupJoin;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.RegularJoin;
import dev.millrace.api.join.RetainedJoin;
import dev.millrace.api.join.Tag;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.restart.Restarts;
import dev.millrace.engine.restart.Steps;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins in windows and intervals go on after a restart as if there had been none, whatever the number of tasks. */
class TimeJoinRestartTest {

    private static final int SEEDS = 12;
    private static final int[] DISORDERS = {0, 5, 60};
    private static final List<Tag<?>> TAGS = List.of(Tag.named("a"), Tag.named("b"), Tag.named("c"));

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Object pair(Object left, Object right) {
        return left + "|" + right;
    }

    static Stream<JoinSpec> joins() {
        return Stream.of(JoinType.values()).flatMap(TimeJoinRestartTest::joins);
    }

    private static Stream<JoinSpec> joins(JoinType type) {
        Stream<JoinSpec> inWindows = Stream.<WindowSpec<?>>of(
                        tumbling(millis(20)),
                        sliding(millis(40), millis(10)),
                        sliding(millis(10), millis(30)),
                        session(millis(6)))
                .flatMap(window -> Stream.of(
                        new WindowJoin(
                                type, window, TimeJoinRestartTest::pair, null, LatePolicy.SIDE_STREAM, Duration.ZERO),
                        new CoGroupJoin(
                                window,
                                TAGS,
                                (key, in, group, out) ->
                                        out.accept(TAGS.stream().map(group::of).toList() + " in " + in),
                                LatePolicy.DROP,
                                Duration.ZERO)));
        Stream<JoinSpec> others = Stream.of(
                new IntervalJoin(type, millis(15), millis(3), TimeJoinRestartTest::pair, Duration.ZERO),
                new IntervalJoin(type, Duration.ZERO, millis(30), TimeJoinRestartTest::pair, Duration.ZERO),
                new RetainedJoin(type, millis(25), TimeJoinRestartTest::pair, Duration.ZERO),
                new RegularJoin(TimeJoinRestartTest::pair, Duration.ZERO));
        return Stream.concat(inWindows, others);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void aJoinGoesOnWhereItStood(JoinSpec join) throws Exception {
        int sides = join instanceof CoGroupJoin ? TAGS.size() : 2;
        Node.JoinNode node =
                new Node.JoinNode(9, "join", IntStream.range(0, sides).boxed().toList(), join);
        boolean[] isLateRead = new boolean[sides];
        isLateRead[1] = true;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int disorder = DISORDERS[seed % DISORDERS.length];
            Steps steps = new Steps(sides, disorder, random, Steps::texts);
            KeyKind keyKind = steps.areKeysObjects() ? KeyKind.OBJECT : KeyKind.LONG;
            try {
                Restarts.check(
                        steps.make(60),
                        task -> JoinOperators.make(node, keyKind, isLateRead, Failures.fatal(), task, 8),
                        true,
                        random);
            } catch (Throwable thrown) {
                throw new AssertionError(join.describe() + ", seed " + seed, thrown);
            }
        }
    }
}
