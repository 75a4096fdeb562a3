package dev.millrace.engine.keyed;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Running aggregates over more keys than a cache holds, whose state is read ahead, are those over few. */
class ManyKeysTest {

    private static final int BATCH = 1_000; // not a multiple of what is read at once
    private static final int BATCHES = 200;

    private record Totals(long count, long sum, long max) {

        Totals plus(long number) {
            return new Totals(count + 1, sum + number, Math.max(max, number));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 40})
    void everyRowGivesWhatAPlainMapGives(long stride) throws Exception {
        Aggregate<Long, ?, Totals> totals = allOf(
                count(),
                sum(Long::longValue),
                max(Long::longValue),
                (count, sum, max) -> new Totals(count, sum, Objects.requireNonNull(max)));
        var operator = new RunningAggregateOperator(totals, KeyKind.LONG, Failures.fatal(), BATCH);
        Map<Long, Totals> expected = new HashMap<>();
        Random random = new Random(stride);
        for (int i = 0; i < BATCHES; i++) {
            Batch batch = new Batch(BATCH);
            batch.becomeKeyed(false);
            // Some keys come often, so that a new one comes twice in a group.
            int keys = 20 + i * 250;
            for (int row = 0; row < BATCH; row++) {
                batch.keys[row] = stride * random.nextInt(random.nextInt(4) == 0 ? 20 : keys);
                batch.values[row] = random.nextLong(-1_000, 1_000);
            }
            batch.size = BATCH;
            List<Object> numbers = List.of(batch.values.clone());

            operator.accept(batch);
            Batch results = Objects.requireNonNull(operator.next());

            List<Change<Long, Totals>> changes = new ArrayList<>();
            for (int row = 0; row < BATCH; row++) {
                long number = (long) numbers.get(row);
                Totals before = expected.get(batch.keys[row]);
                Totals after = before == null ? new Totals(1, number, number) : before.plus(number);
                expected.put(batch.keys[row], after);
                changes.add(
                        new Change<>(before == null ? ChangeKind.INSERT : ChangeKind.UPDATE, batch.keys[row], after));
            }
            assertThat(results.size).isEqualTo(BATCH);
            assertThat(List.of(results.values)).isEqualTo(changes);
        }
        assertThat(expected).hasSizeGreaterThan(30_000);
    }
}
