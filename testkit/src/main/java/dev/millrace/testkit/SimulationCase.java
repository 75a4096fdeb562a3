package dev.millrace.testkit;

import dev.millrace.api.stream.Pipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A pipeline to be simulated, or to be run on several runners, and what it must give whatever happens to the machine. Each making of a case has a pipeline and sinks
 * of its own. Sources must be replayable and sinks transactional. Not thread-safe.
 */
public final class SimulationCase {

    private final String topology;
    private final Pipeline pipeline;
    private final Map<String, Supplier<Object>> outputs = new LinkedHashMap<>();
    private boolean hasSameWorkers;

    private SimulationCase(String topology, Pipeline pipeline) {
        this.topology = topology;
        this.pipeline = pipeline;
    }

    /**
     * Starts describing one.
     *
     * @param topology what kind of pipeline it is, to be counted by
     * @param pipeline complete, and not started
     * @return a case without outputs
     */
    public static SimulationCase of(String topology, Pipeline pipeline) {
        return new SimulationCase(topology, pipeline);
    }

    /**
     * Adds something that must be the same, in any order, as after a run without a crash.
     *
     * @param name for messages
     * @param records read when the job has ended; compared by {@code equals}
     * @return this
     */
    public SimulationCase output(String name, Supplier<? extends Collection<?>> records) {
        return add(name, () -> Difference.counted(records.get()));
    }

    /**
     * Adds something that must be the same, for each key in the same order, as after a run without a crash.
     *
     * @param name for messages
     * @param records read when the job has ended; compared by {@code equals}
     * @param key says which records have an order among them
     * @param <T> type of the records
     * @return this
     */
    public <T> SimulationCase ordered(String name, Supplier<? extends List<T>> records, Function<? super T, ?> key) {
        return add(name, () -> {
            Map<Object, List<Object>> byKey = new LinkedHashMap<>();
            for (T record : records.get()) {
                byKey.computeIfAbsent(key.apply(record), unseen -> new ArrayList<>())
                        .add(record);
            }
            return byKey;
        });
    }

    /**
     * Has the job go on with as many workers as before after a crash, and run with as many without one.
     *
     * @return this
     */
    public SimulationCase withSameWorkers() {
        hasSameWorkers = true;
        return this;
    }

    private SimulationCase add(String name, Supplier<Object> output) {
        if (outputs.put(name, output) != null) {
            throw new IllegalArgumentException("the case has two outputs '" + name + "'; names must differ");
        }
        return this;
    }

    String topology() {
        return topology;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    boolean hasSameWorkers() {
        return hasSameWorkers;
    }

    /** By name of the output: what has come out, to be compared. */
    Map<String, Object> results() {
        if (outputs.isEmpty()) {
            throw new IllegalStateException("the case '" + topology
                    + "' has no output, so nothing would be compared; add one with output(...)");
        }
        Map<String, Object> results = new LinkedHashMap<>();
        outputs.forEach((name, output) -> results.put(name, output.get()));
        return results;
    }
}
