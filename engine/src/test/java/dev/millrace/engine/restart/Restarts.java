package dev.millrace.engine.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that an operator can be captured and restored at any batch, by tasks of any number: a run that is interrupted now and
 * then gives what one gives that is not, and so does one that is captured and goes on.
 */
public final class Restarts {

    private static final int TASKS_MAX = 3;
    private static final int RESTARTS_MAX = 3;

    /** Records of these tests name their key so. */
    private static final Pattern KEY = Pattern.compile("key\\d+");

    private Restarts() {}

    /**
     * Checks.
     *
     * @param steps the input, with the end of it
     * @param tasks makes the operator of a task, by the task's index
     * @param isOrderedByKey whether the results of a key come in one order, however many tasks there are
     * @param random for numbers of tasks and places of captures
     */
    public static void check(List<Step> steps, IntFunction<Operator> tasks, boolean isOrderedByKey, Random random)
            throws RecordFailure {
        List<String> expected = uninterrupted(steps, tasks, random);
        TaskGroup group = new TaskGroup(tasks, 1 + random.nextInt(TASKS_MAX));
        List<String> results = new ArrayList<>();
        int from = 0;
        for (int restart = 0; restart < RESTARTS_MAX; restart++) {
            int to = from + random.nextInt(steps.size() - from + 1);
            results.addAll(group.feed(steps, from, to));
            List<byte[]> bytes = group.capture();
            assertThat(Arrays.deepEquals(group.capture().toArray(), bytes.toArray()))
                    .as("captured twice, the same")
                    .isTrue();
            TaskGroup next = new TaskGroup(tasks, 1 + random.nextInt(TASKS_MAX));
            next.restore(bytes, group.counters());
            assertThat(next.held()).as("held").isEqualTo(group.held());
            results.addAll(next.start(steps, to));
            assertThat(next.held()).as("held, once time has come").isEqualTo(group.held());
            next.requireLedger();
            if (restart == 0) {
                List<String> undisturbed = new ArrayList<>(results);
                undisturbed.addAll(group.feed(steps, to, steps.size()));
                requireEqual(undisturbed, expected, isOrderedByKey, "captured, and not restarted");
            }
            group = next;
            from = to;
        }
        results.addAll(group.feed(steps, from, steps.size()));
        requireEqual(results, expected, isOrderedByKey, "restarted");
        assertThat(group.held()).as("held at the end").isZero();
    }

    private static List<String> uninterrupted(List<Step> steps, IntFunction<Operator> tasks, Random random)
            throws RecordFailure {
        TaskGroup group = new TaskGroup(tasks, 1 + random.nextInt(TASKS_MAX));
        return group.feed(steps, 0, steps.size());
    }

    private static void requireEqual(List<String> results, List<String> expected, boolean isOrderedByKey, String run) {
        assertThat(results.stream().sorted().toList())
                .as(run)
                .isEqualTo(expected.stream().sorted().toList());
        if (isOrderedByKey) {
            assertThat(byKey(results)).as("%s, in order", run).isEqualTo(byKey(expected));
        }
    }

    private static Map<String, List<String>> byKey(List<String> results) {
        Map<String, List<String>> byKey = new HashMap<>();
        for (String result : results) {
            Matcher matcher = KEY.matcher(result);
            if (!matcher.find()) {
                throw new AssertionError(result + " names no key");
            }
            // Outputs are read by different readers.
            String output = matcher.group() + result.substring(result.lastIndexOf(TaskGroup.BY));
            byKey.computeIfAbsent(output, key -> new ArrayList<>()).add(result);
        }
        return byKey;
    }
}
