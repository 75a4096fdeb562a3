package dev.millrace.engine.table;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.engine.join.JoinOperators;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RowLoopOperator;
import dev.millrace.engine.restart.Restarts;
import dev.millrace.engine.restart.Steps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables go on after a restart as if there had been none, whatever the number of tasks. */
class TableRestartTest {

    private static final int SEEDS = 25;
    private static final int CAPACITY = 8;

    /** Makes operators once it is known of which kind the keys are. */
    private interface Tasks {
        IntFunction<Operator> of(KeyKind keyKind);
    }

    /** Changes as they come of tables, one for each side. */
    private static Steps.Values changes(Random random) {
        Map<List<Object>, Object> rows = new HashMap<>();
        return (side, key, number) -> {
            List<Object> row = List.of(side, key);
            Object before = rows.get(row);
            if (before != null && random.nextInt(3) == 0) {
                rows.remove(row);
                return new Change<>(ChangeKind.DELETE, key, before);
            }
            Object value = Steps.texts(side, key, number % 4);
            rows.put(row, value);
            return new Change<>(before == null ? ChangeKind.INSERT : ChangeKind.UPDATE, key, value);
        };
    }

    private static void check(int sides, boolean areChanges, Tasks tasks) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Steps steps = new Steps(sides, 20, random, areChanges ? changes(random) : Steps::texts);
            KeyKind keyKind = steps.areKeysObjects() ? KeyKind.OBJECT : KeyKind.LONG;
            try {
                Restarts.check(steps.make(60), tasks.of(keyKind), true, random);
            } catch (Throwable thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpsertOrder.class)
    void recordsBecomeRows(UpsertOrder order) {
        check(
                1,
                false,
                keyKind -> task -> new ToTableOperator(
                        record -> record.toString().endsWith("3") ? null : record,
                        order,
                        keyKind,
                        true,
                        Failures.fatal(),
                        CAPACITY));
    }

    @Test
    void rowsAreFiltered() {
        check(
                1,
                true,
                keyKind -> task -> new RowLoopOperator(
                        new TableFilterLoop(value -> !value.toString().endsWith("/1"), Failures.fatal(), CAPACITY)));
    }

    @Test
    void rowsBecomeRecords() {
        check(1, true, keyKind -> task -> new ToStreamOperator(CAPACITY));
    }

    @ParameterizedTest
    @EnumSource(JoinType.class)
    void tablesAreJoined(JoinType type) {
        Node.JoinNode node =
                new Node.JoinNode(9, "join", List.of(0, 1), new TableJoin(type, (left, right) -> left + "|" + right));
        check(
                2,
                true,
                keyKind -> task -> JoinOperators.make(node, keyKind, new boolean[2], Failures.fatal(), task, CAPACITY));
    }
}
