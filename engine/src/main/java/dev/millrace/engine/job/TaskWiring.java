package dev.millrace.engine.job;

import dev.millrace.api.connector.Split;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.exchange.Inlet;
import dev.millrace.engine.exchange.Outlet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What connects one task with the rest of its job.
 *
 * @param task number of the task in the job
 * @param graph of the pipeline
 * @param nodes of the stage, in order
 * @param partial the aggregation whose first half is done at the end of the chain; null for none
 * @param taskIndex which of the stage's tasks this is
 * @param taskCount how many the stage has
 * @param inputs lanes from other tasks; empty for a source
 * @param exits to other tasks
 * @param splits that this task reads, for a source that is not pushed
 * @param appearing splits that appear while the job runs; null for a stage without source or a pushed one
 * @param push both sides of a pushed source, or null
 * @param pushOrdinal number of the pushed source among all splits
 * @param hosting what another runtime does for the task; null if it belongs to a job of this engine
 */
record TaskWiring(
        int task,
        PipelineGraph graph,
        List<Node> nodes,
        Node.@Nullable WindowAggregateNode partial,
        int taskIndex,
        int taskCount,
        List<Inlet.Group> inputs,
        List<Exit> exits,
        List<NumberedSplit> splits,
        @Nullable AppearingSplits appearing,
        @Nullable PushInput push,
        int pushOrdinal,
        @Nullable Hosting hosting) {

    /**
     * What another runtime does for a task.
     *
     * @param source hands over what it has read, where the task begins with a source; else null
     */
    record Hosting(@Nullable HandedInput source) {}

    /**
     * A way out of the task.
     *
     * @param fromNode whose output it is
     * @param port which of its outputs
     * @param outlet the lanes
     */
    record Exit(int fromNode, int port, Outlet outlet) {}

    /**
     * A split with its number among all splits of the job.
     *
     * @param split the split
     * @param ordinal its number
     */
    record NumberedSplit(Split<?> split, int ordinal) {}

    /** Where rows go that leave a node by one of its outputs. */
    List<Outlet> outlets(int fromNode, int port) {
        return exits.stream()
                .filter(exit -> exit.fromNode() == fromNode && exit.port() == port)
                .map(Exit::outlet)
                .toList();
    }

    /** Of all exits. */
    List<Outlet> outlets() {
        return exits.stream().map(Exit::outlet).toList();
    }
}
