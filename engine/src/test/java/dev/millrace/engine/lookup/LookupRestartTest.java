package dev.millrace.engine.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.lookup.LookupSettings;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.restart.TaskGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in flight are asked again after a restart: each gives one result, and where order is kept it stays. */
class LookupRestartTest {

    private static final int SEEDS = 200;

    private final List<Runnable> questions = new ArrayList<>();

    /** By operator: the watermark sent last. */
    private final Map<Operator, Long> sent = new HashMap<>();

    private final List<String> results = new ArrayList<>();
    private int fed;

    private TaskGroup tasks(LookupSettings settings, int count) {
        Lookup<Object, Object> lookup = Lookup.async(key -> {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            questions.add(() -> answer.complete("of " + key));
            return answer;
        });
        Node.LookupNode node = new Node.LookupNode(
                1, "lookup", 0, key -> key, lookup, settings, JoinType.INNER, (left, right) -> left + " " + right);
        return new TaskGroup(task -> new LookupOperator(node, () -> Instant.EPOCH, () -> {}, null, 4), count);
    }

    private static LookupSettings settings(boolean isOrdered, Random random) {
        LookupSettings settings = LookupSettings.DEFAULT.withInFlightMax(1 + random.nextInt(12));
        return isOrdered ? settings : settings.withoutOrder();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsInFlightAreAskedAgain(boolean isOrdered) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            questions.clear();
            results.clear();
            fed = 0;
            try {
                check(isOrdered, new Random(seed));
            } catch (Throwable thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
    }

    private void check(boolean isOrdered, Random random) throws RecordFailure {
        TaskGroup group = tasks(settings(isOrdered, random), 1 + random.nextInt(3));
        feed(group, random, "first");
        int before = results.size();
        List<byte[]> bytes = group.capture();
        assertThat(group.capture()).as("captured twice").hasSameSizeAs(bytes);
        TaskGroup next = tasks(settings(isOrdered, random), 1 + random.nextInt(3));
        next.restore(bytes, group.counters());
        assertThat(next.held()).isEqualTo(group.held()).isEqualTo(fed - before);
        next.requireLedger();
        List<byte[]> untouched = next.capture();
        TaskGroup last = tasks(settings(isOrdered, random), next.operators().size());
        last.restore(untouched, next.counters());
        questions.clear();
        feed(last, random, "second");
        for (Operator task : last.operators()) {
            Batch end = new Batch(0);
            end.watermark = Long.MAX_VALUE;
            end.isEnd = true;
            give(task, end, random);
        }
        assertThat(results).hasSize(fed).doesNotHaveDuplicates();
        assertThat(last.held()).isZero();
        last.requireLedger();
        if (isOrdered) {
            requireOrder();
        }
    }

    /** The rows of one task and phase are numbered. */
    private void requireOrder() {
        Map<String, Integer> latest = new HashMap<>();
        for (String result : results) {
            String[] words = result.split(" ", -1);
            int number = Integer.parseInt(words[1]);
            assertThat(number).as(result).isGreaterThan(latest.getOrDefault(words[0], -1));
            latest.put(words[0], number);
        }
    }

    private void feed(TaskGroup group, Random random, String phase) throws RecordFailure {
        for (int step = 0; step < 12; step++) {
            int task = random.nextInt(group.operators().size());
            Batch batch = new Batch(4);
            boolean hasSplits = random.nextInt(4) == 0;
            while (step > 0 && batch.size < random.nextInt(5)) {
                if (hasSplits) {
                    batch.becomeSplitWatermarked();
                    batch.splitWatermarks[batch.size] = fed;
                }
                batch.timestamps[batch.size] = phase.equals("first") ? fed : 1_000 + fed;
                batch.values[batch.size++] = phase + "-" + task + " " + fed++;
            }
            batch.watermark = phase.equals("first") ? fed : 1_000 + fed;
            give(group.operators().get(task), batch, random);
        }
    }

    private void give(Operator task, Batch batch, Random random) throws RecordFailure {
        task.accept(batch);
        while (true) {
            Batch output = task.next();
            for (int row = 0; output != null && row < output.size; row++) {
                results.add(String.valueOf(output.values[row]));
                assertThat(output.timestamps[row])
                        .as("%s is behind what was sent", output.values[row])
                        .isGreaterThanOrEqualTo(sent.getOrDefault(task, Long.MIN_VALUE));
            }
            if (output != null) {
                sent.merge(task, output.watermark, Math::max);
            } else if (task.isDrained()) {
                return;
            } else {
                questions.remove(random.nextInt(questions.size())).run();
            }
        }
    }
}
