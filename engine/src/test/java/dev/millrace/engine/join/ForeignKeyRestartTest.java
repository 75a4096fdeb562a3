package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.FlatMapOperator;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RowLoopOperator;
import dev.millrace.engine.restart.Step;
import dev.millrace.engine.restart.TaskGroup;
import dev.millrace.engine.table.ChangesOperator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The three steps of a foreign-key join go on together after a restart, whatever the number of tasks. */
class ForeignKeyRestartTest {

    private static final Failures FATAL = new Failures(FailurePolicy.fail(), null, InstantSource.system());

    private static final int SEEDS = 60;
    private static final int STEPS = 80;
    private static final int ROWS = 0;
    private static final int ANSWERS = 1;
    private static final int REFERENCES = 0;
    private static final int REFERRED = 1;

    /** A change on one of the two tables, and which of the two ways to the join is the faster one. */
    private record Cause(boolean isReferred, Step.Row row, boolean areAnswersFirst) {}

    /** All tasks of the three steps. */
    private record Tasks(TaskGroup references, TaskGroup moves, TaskGroup lookups, TaskGroup joins) {

        static Tasks make(JoinType type, int count) {
            ForeignKeyJoin join = new ForeignKeyJoin(type, (left, right) -> left + "|" + right);
            return new Tasks(
                    new TaskGroup(
                            task -> new RowLoopOperator(new ReferenceLoop(ForeignKeyRestartTest::foreignKey, FATAL, 8)),
                            count),
                    new TaskGroup(task -> new FlatMapOperator(ReferenceLoop.MOVES, FATAL, 8), count),
                    new TaskGroup(task -> new ForeignKeyLookupOperator(8), count),
                    new TaskGroup(
                            task -> new ChangesOperator(new ForeignKeyJoinLoop(join, KeyKind.OBJECT, FATAL, 8), 8),
                            count));
        }

        Tasks restarted(JoinType type, int count) {
            Tasks next = make(type, count);
            next.references.restore(references.capture(), references.counters());
            next.lookups.restore(lookups.capture(), lookups.counters());
            next.joins.restore(joins.capture(), joins.counters());
            return next;
        }

        List<Step.Row> feed(Cause cause) throws RecordFailure {
            if (cause.isReferred) {
                return give(joins, ANSWERS, give(lookups, REFERRED, List.of(cause.row)));
            }
            List<Step.Row> rows = give(references, ROWS, List.of(cause.row));
            List<Step.Row> answers = give(lookups, REFERENCES, give(moves, ROWS, rows));
            List<Step.Row> results = new ArrayList<>();
            if (cause.areAnswersFirst) {
                results.addAll(give(joins, ANSWERS, answers));
            }
            results.addAll(give(joins, ROWS, rows));
            if (!cause.areAnswersFirst) {
                results.addAll(give(joins, ANSWERS, answers));
            }
            return results;
        }
    }

    /** Of the row that the text names last; null for some. */
    private static @Nullable Object foreignKey(Object value) {
        char last = value.toString().charAt(value.toString().length() - 1);
        return last == '9' ? null : "f" + last % 3;
    }

    private static List<Step.Row> give(TaskGroup group, int side, List<Step.Row> rows) throws RecordFailure {
        List<Step.Row> results = new ArrayList<>();
        Step step = new Step(rows, new Step.Header(side, 0, 0, false, false, false));
        int count = group.operators().size();
        for (int task = 0; task < count; task++) {
            Operator operator = group.operators().get(task);
            operator.accept(step.of(task, count));
            for (Batch output = operator.next(); output != null; output = operator.next()) {
                for (int row = 0; row < output.size; row++) {
                    Change<?, ?> change = (Change<?, ?>) output.values[row];
                    results.add(
                            new Step.Row(change.key(), output.timestamps[row], output.origins[row], change, Step.NONE));
                }
            }
        }
        return results;
    }

    private static List<Cause> causes(Random random) {
        List<Cause> causes = new ArrayList<>();
        Map<Object, Object> tables = new HashMap<>();
        for (int i = 0; i < STEPS; i++) {
            boolean isReferred = random.nextInt(3) == 0;
            String key = isReferred ? "f" + random.nextInt(3) : "key" + random.nextInt(6);
            String text = (isReferred ? "referred-" : key + "-") + i % 7 + random.nextInt(10);
            Object before = tables.get(key);
            boolean isDelete = before != null && random.nextInt(4) == 0;
            ChangeKind kind = isDelete ? ChangeKind.DELETE : before == null ? ChangeKind.INSERT : ChangeKind.UPDATE;
            Change<Object, Object> change = new Change<>(kind, key, isDelete ? before : text);
            if (isDelete) {
                tables.remove(key);
            } else {
                tables.put(key, text);
            }
            causes.add(new Cause(isReferred, new Step.Row(key, i, i, change, Step.NONE), random.nextBoolean()));
        }
        return causes;
    }

    private static Map<Object, List<Step.Row>> byKey(List<Step.Row> results) {
        Map<Object, List<Step.Row>> byKey = new TreeMap<>();
        results.forEach(result ->
                byKey.computeIfAbsent(result.key(), key -> new ArrayList<>()).add(result));
        return byKey;
    }

    @ParameterizedTest
    @EnumSource(
            value = JoinType.class,
            names = {"INNER", "LEFT"})
    void aJoinGoesOnWhereItStood(JoinType type) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Step.Row> expected = new ArrayList<>();
            List<Step.Row> results = new ArrayList<>();
            Tasks uninterrupted = Tasks.make(type, 1 + random.nextInt(3));
            Tasks tasks = Tasks.make(type, 1 + random.nextInt(3));
            for (Cause cause : causes(random)) {
                if (random.nextInt(20) == 0) {
                    tasks = tasks.restarted(type, 1 + random.nextInt(3));
                }
                expected.addAll(uninterrupted.feed(cause));
                results.addAll(tasks.feed(cause));
                assertThat(byKey(results)).as("%s, seed %d", type, seed).isEqualTo(byKey(expected));
            }
            assertThat(results).hasSizeGreaterThan(STEPS / 3);
        }
    }
}
