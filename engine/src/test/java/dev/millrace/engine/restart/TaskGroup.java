package dev.millrace.engine.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.state.LaterCaptures;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The same operator in some tasks, which own the shards in turn. */
public final class TaskGroup {

    /** Before the number of the output. */
    static final String BY = " by ";

    private final List<Operator> tasks;
    private final LaterCaptures captures;

    /** Makes so many without state. */
    public TaskGroup(IntFunction<Operator> tasks, int count) {
        this.tasks = IntStream.range(0, count).mapToObj(tasks).toList();
        captures = new LaterCaptures(this.tasks, new Random(count));
    }

    /** Gives all tasks their shares of some steps, and returns the results, written down. */
    List<String> feed(List<Step> steps, int from, int to) throws RecordFailure {
        List<String> results = new ArrayList<>();
        for (Step step : steps.subList(from, to)) {
            captures.step();
            for (int task = 0; task < tasks.size(); task++) {
                feed(tasks.get(task), step.of(task, tasks.size()), results);
            }
        }
        requireLedger();
        return results;
    }

    /** Gives all tasks the time that they are at, side by side. */
    List<String> start(List<Step> steps, int at) throws RecordFailure {
        TreeMap<Integer, Step> lastOfSides = new TreeMap<>();
        steps.subList(0, at).forEach(step -> lastOfSides.put(step.header().side(), step));
        List<String> results = new ArrayList<>();
        for (Step step : lastOfSides.values()) {
            Step.Header header = step.header();
            Step now = new Step(
                    List.of(),
                    new Step.Header(
                            header.side(),
                            steps.get(at - 1).header().watermark(),
                            header.sideWatermark(),
                            header.isSideIdle(),
                            header.hasCaughtUp(),
                            steps.get(at - 1).header().isEnd()));
            for (Operator task : tasks) {
                feed(task, now.empty(), results);
            }
        }
        return results;
    }

    private static void feed(Operator task, Batch batch, List<String> results) throws RecordFailure {
        task.accept(batch);
        while (true) {
            Batch output = task.next();
            if (output == null && task.isDrained()) {
                return;
            }
            for (int row = 0; output != null && row < output.size; row++) {
                results.add(output.values[row] + " at " + output.timestamps[row] + " of " + output.origins[row] + BY
                        + output.port);
            }
        }
    }

    /** What each task leaves behind. */
    public List<byte[]> capture() {
        captures.finish();
        List<byte[]> parts = new ArrayList<>();
        for (int task = 0; task < tasks.size(); task++) {
            ValueEncoder values = new ValueEncoder();
            BinaryOutput state = new BinaryOutput();
            StateWriter writer = new StateWriter(state, values, task, Extent.ASIDE);
            tasks.get(task).capture(writer);
            writer.end();
            BinaryOutput schemas = new BinaryOutput();
            values.writeSchemas(schemas);
            BinaryOutput part = new BinaryOutput();
            part.writeBytes(schemas.toByteArray());
            part.writeBytes(state.toByteArray());
            parts.add(part.toByteArray());
        }
        return parts;
    }

    /** Takes in what other tasks left behind. */
    public void restore(List<byte[]> parts, OperatorCounters counters) {
        for (int task = 0; task < tasks.size(); task++) {
            int index = task;
            StateReader.Share share = new StateReader.Share(task, tasks.size(), shard -> shard % tasks.size() == index);
            StateReader reader = new StateReader(parts(parts), share, origin -> origin);
            tasks.get(task).restore(reader);
            assertThat(reader.unread()).as("lists that nobody reads").isEmpty();
        }
        tasks.get(0).counters().add(counters);
    }

    private static List<StateReader.Part> parts(List<byte[]> bytes) {
        return IntStream.range(0, bytes.size())
                .mapToObj(task -> part(task, bytes.get(task)))
                .toList();
    }

    private static StateReader.Part part(int task, byte[] bytes) {
        BinaryInput in = new BinaryInput(bytes);
        ValueDecoder values = new ValueDecoder(new BinaryInput(in.readBytes()));
        return new StateReader.Part(task, new BinaryInput(in.readBytes()), values);
    }

    /** The operators, by task. */
    public List<Operator> operators() {
        return tasks;
    }

    /** Those of all tasks. */
    public OperatorCounters counters() {
        OperatorCounters sum = new OperatorCounters();
        tasks.forEach(task -> sum.add(task.counters()));
        return sum;
    }

    /** What all tasks hold. */
    public long held() {
        return tasks.stream().mapToLong(Operator::held).sum();
    }

    /** Checks that all that came in is accounted for. */
    public void requireLedger() {
        OperatorCounters sum = counters();
        assertThat(sum.passed + sum.filtered + sum.late + sum.failed + sum.dropped + held())
                .as("the ledger")
                .isEqualTo(sum.in);
    }
}
