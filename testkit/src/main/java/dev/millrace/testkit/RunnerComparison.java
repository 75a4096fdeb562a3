package dev.millrace.testkit;

import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Compares what one pipeline gives on two runners, as on the embedded engine and on a cluster.
 *
 * <pre>{@code
 * assertSameOn(embedded, flink, () -> {
 *     CollectingSink<WindowResult<String, Long>> sums = new CollectingSink<>();
 *     Pipeline pipeline = ... .write("sums", sums) ...
 *     return SimulationCase.of("sums", pipeline).ordered("sums", sums::records, WindowResult::key);
 * });
 * }</pre>
 */
public final class RunnerComparison {

    private RunnerComparison() {}

    /**
     * Runs a pipeline to its end on each of two runners, one after the other, and requires that both give the same, and account for every
     * record. Only what does not depend on the order in which splits are read can be the same: of window results that is key, window and
     * value, not what closed the window.
     *
     * @param expected the runner to go by
     * @param actual the other one
     * @param pipeline makes the pipeline anew, with sinks of its own, each time it is asked
     * @throws AssertionError if an output differs, or if records are not accounted for; it names the outputs, and shows some of
     *     what differs
     * @throws dev.millrace.api.job.JobFailedException if the job fails on either
     * @throws InterruptedException if interrupted while a job runs, which is cancelled then
     */
    public static void assertSameOn(Runner expected, Runner actual, Supplier<? extends SimulationCase> pipeline)
            throws InterruptedException {
        Map<String, Object> before = run(expected, pipeline.get());
        Difference.requireNone(run(actual, pipeline.get()), before, "what the other runner gives");
    }

    private static Map<String, Object> run(Runner runner, SimulationCase one) throws InterruptedException {
        try (Job job = runner.start(one.pipeline())) {
            job.await();
            List<String> imbalances = job.ledger().imbalances();
            if (!imbalances.isEmpty()) {
                throw new AssertionError("a record of '" + job.name() + "' is not accounted for on " + runner + ":\n"
                        + String.join("\n", imbalances));
            }
        }
        return one.results();
    }
}
