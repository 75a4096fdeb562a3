package dev.millrace.runner.flink;

import dev.millrace.api.connector.Push;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.join.ReadOrder;
import dev.millrace.api.store.StoreSink;
import dev.millrace.api.store.StoreSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a pipeline has that Flink cannot run. */
final class Portability {

    private Portability() {}

    /** The features that do not exist there; each with the way out. */
    static List<String> missing(PipelineGraph graph) {
        List<String> missing = new ArrayList<>();
        graph.nodes().forEach(node -> missing(node).ifPresent(missing::add));
        return missing;
    }

    /** What Flink does not have of a node, if there is anything. */
    static Optional<String> missing(Node node) {
        if (node instanceof Node.SourceNode source) {
            return missing(source);
        }
        if (node instanceof Node.SinkNode sink && sink.sink() instanceof StoreSink) {
            return Optional.of(
                    "sink '" + node.name() + "' writes to a store, which is in the process of the program and"
                            + " not where Flink's tasks are; write to files or a topic there");
        }
        if (node instanceof Node.JoinNode join && join.spec().readOrder() == ReadOrder.LAST_SIDE_FIRST) {
            return Optional.of(
                    "join '" + node.name() + "' reads its table to the end before its stream, but Flink itself"
                            + " decides what is read; join as of the time of the stream there");
        }
        return Optional.empty();
    }

    private static Optional<String> missing(Node.SourceNode source) {
        if (source.source().source() instanceof Push) {
            return Optional.of(
                    "source '" + source.name() + "' is pushed by the program, which is not where Flink's tasks"
                            + " are; read files or a topic there");
        }
        if (source.source().source() instanceof StoreSource) {
            return Optional.of(
                    "source '" + source.name() + "' reads a store, which is in the process of the program and"
                            + " not where Flink's tasks are; read files or a topic there");
        }
        return Optional.empty();
    }

    /**
     * Refuses a pipeline that cannot run on Flink.
     *
     * @throws IllegalArgumentException that says all that is in the way
     */
    static void require(PipelineGraph graph) {
        List<String> missing = missing(graph);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "pipeline '" + graph.name() + "' cannot run on Flink:\n  " + String.join("\n  ", missing));
        }
    }
}
