package dev.millrace.runner.flink;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import java.util.List;
import java.util.Optional;

/** Finds what keeps a pipeline from running on a cluster, all of it at once. */
final class Obstacles {

    private Obstacles() {}

    static List<String> of(PipelineGraph graph) {
        return graph.nodes().stream().flatMap(node -> of(node).stream()).toList();
    }

    private static Optional<String> of(Node node) {
        return Portability.missing(node).or(() -> notShippable(node));
    }

    private static Optional<String> notShippable(Node node) {
        try {
            Shipped.of(node, new Captures());
            return Optional.empty();
        } catch (NotShippableException found) {
            return Optional.of("'" + node.name() + "': " + found.getMessage());
        }
    }
}
