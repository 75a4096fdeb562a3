package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.join.VersionChoice;
import dev.millrace.api.join.Versions;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.restart.Restarts;
import dev.millrace.engine.restart.Step;
import dev.millrace.engine.restart.Steps;
import dev.millrace.engine.state.CapturedChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins with versions of a table go on after a restart as if there had been none, whatever the number of tasks. */
class AsOfRestartTest {

    private static final int SEEDS = 12;
    private static final int[] DISORDERS = {0, 5, 60};
    private static final int TABLE = 1;

    static Stream<AsOfJoin> joins() {
        List<AsOfJoin> joins = new ArrayList<>();
        for (VersionChoice choice : VersionChoice.values()) {
            for (OnIncomplete onIncomplete : OnIncomplete.values()) {
                for (boolean isBroadcast : new boolean[] {false, true}) {
                    joins.add(join(JoinType.INNER, choice, onIncomplete, null, isBroadcast, false));
                    joins.add(join(JoinType.LEFT, choice, onIncomplete, Duration.ofMillis(20), isBroadcast, false));
                    joins.add(join(JoinType.LEFT, choice, onIncomplete, null, isBroadcast, true));
                }
            }
        }
        return joins.stream();
    }

    private static AsOfJoin join(
            JoinType type,
            VersionChoice choice,
            OnIncomplete onIncomplete,
            @Nullable Duration maxAge,
            boolean isBroadcast,
            boolean isInOrder) {
        Versions versions =
                new Versions(isInOrder, version -> version.toString().endsWith("7"), null);
        boolean isTold = onIncomplete == OnIncomplete.TELL;
        return new AsOfJoin(
                type,
                choice,
                onIncomplete,
                maxAge,
                versions,
                isBroadcast,
                isTold,
                (left, right) -> left + "|" + right,
                Duration.ZERO);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void aJoinGoesOnWhereItStood(AsOfJoin join) throws Exception {
        boolean waits = join.choice() == VersionChoice.BOOTSTRAP_FIRST
                || join.choice() == VersionChoice.AS_OF && join.onIncomplete() == OnIncomplete.WAIT;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Step> steps = new Steps(2, DISORDERS[seed % DISORDERS.length], random, Steps::texts).make(60);
            if (join.isBroadcast()) {
                steps.replaceAll(step -> step.header().side() == TABLE ? step.broadcast() : step);
            }
            try {
                // Rows that have waited go as they come, which depends on the rows of other keys beside them.
                Restarts.check(
                        steps,
                        task -> new AsOfOperator(
                                join, KeyKind.LONG, new boolean[] {true, true}, Failures.fatal(), task, 8),
                        !waits,
                        random);
            } catch (Throwable thrown) {
                throw new AssertionError(join.describe() + ", seed " + seed, thrown);
            }
        }
    }

    @Test
    void aTableThatNobodyAsksAnyMoreIsGoneFromTheChanges() throws Exception {
        AsOfJoin join = join(JoinType.LEFT, VersionChoice.AS_OF, OnIncomplete.WAIT, null, false, false);
        AsOfOperator operator =
                new AsOfOperator(join, KeyKind.LONG, new boolean[] {false, false}, Failures.fatal(), 0, 8);
        CapturedChain chain = new CapturedChain(0);
        Random random = new Random(1);
        feed(operator, version(1, 10));
        feed(operator, version(2, 11));
        chain.begin(operator, true);
        chain.finish(random);
        feed(operator, version(2, 12));
        chain.begin(operator, true);
        feed(operator, new Step(List.of(), new Step.Header(0, 13, Long.MAX_VALUE, false, true, false)));
        assertThat(operator.held()).isZero();
        // Row 2 as it was when this was begun; the table has gone meanwhile.
        chain.finish(random);
        chain.begin(operator, true);
        // What it has, by its changes, is compared with a capture of everything.
        chain.finish(random);
    }

    private static Step version(long key, long time) {
        return new Step(
                List.of(new Step.Row(key, time, time, "version " + time, Step.NONE)),
                new Step.Header(TABLE, 0, time, false, true, false));
    }

    private static void feed(AsOfOperator operator, Step step) throws Exception {
        operator.accept(step.of(0, 1));
        while (operator.next() != null) {
            // Nobody looks at results.
        }
    }
}
