package dev.millrace.api.graph;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.type.Codecs;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The immutable description of a pipeline.
 *
 * @param name of the pipeline
 * @param nodes in topological order; a node's index is its id
 * @param codecs how values are stored in checkpoints
 * @param failurePolicies by id of a node: what becomes of records that it cannot process; those that are not here fail the job
 */
public record PipelineGraph(String name, List<Node> nodes, Codecs codecs, Map<Integer, FailurePolicy> failurePolicies) {

    /**
     * A pipeline whose values are stored by the standard codecs.
     *
     * @param name of the pipeline
     * @param nodes in topological order; a node's index is its id
     */
    public PipelineGraph(String name, List<Node> nodes) {
        this(name, nodes, Codecs.STANDARD, Map.of());
    }

    /** Validates that ids are indexes, inputs come before, and names are unique. */
    public PipelineGraph {
        nodes = List.copyOf(nodes);
        failurePolicies = Map.copyOf(failurePolicies);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.id() != i) {
                throw new IllegalArgumentException("node " + i + " has id " + node.id());
            }
            for (int input : node.inputs()) {
                if (input < 0 || input >= i) {
                    throw new IllegalArgumentException(
                            "node " + i + " reads node " + input + ", which is not before it");
                }
            }
            if (!names.add(node.name())) {
                throw new IllegalArgumentException("the name '" + node.name() + "' is taken twice");
            }
        }
    }

    /**
     * Who reads the output of a node.
     *
     * @param id of a node
     * @return its consumers, in order of definition
     */
    public List<Node> consumers(int id) {
        return nodes.stream().filter(node -> node.inputs().contains(id)).toList();
    }

    /**
     * What becomes of records that a node cannot process.
     *
     * @param id of a node
     * @return its policy
     */
    public FailurePolicy failurePolicy(int id) {
        return failurePolicies.getOrDefault(id, FailurePolicy.fail());
    }

    /**
     * The nodes whose failed records become dead letters: those that set them aside, and have no failed stream of their own.
     *
     * @return in the order of the pipeline
     */
    public List<Node> sourcesOfDeadLetters() {
        return nodes.stream()
                .filter(node -> failurePolicy(node.id()).setsAside()
                        && consumers(node.id()).stream().noneMatch(Node.FailedNode.class::isInstance))
                .toList();
    }

    /**
     * Where the records of a node come from, those of dead letters too.
     *
     * @param node of this graph
     * @return ids of nodes, in order; for dead letters, and for nothing else, they may be larger than that of the node
     */
    public List<Integer> inputs(Node node) {
        return node instanceof Node.DeadLettersNode
                ? sourcesOfDeadLetters().stream().map(Node::id).toList()
                : node.inputs();
    }

    /**
     * Describes the pipeline for people.
     *
     * @return a view of it as text and as a diagram
     */
    public Explanation explain() {
        return Explanation.of(this);
    }
}
