package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failure policies that a user has given, and what follows from them for each node once all is built. */
final class FailureRules {

    private final Map<Integer, FailurePolicy> given = new HashMap<>();
    private @Nullable FailurePolicy ofPipeline;

    void setDefault(FailurePolicy policy) {
        ofPipeline = policy;
    }

    void set(Node node, FailurePolicy policy) {
        if (policy.retries() > 0 && !canRetry(node)) {
            throw new IllegalArgumentException("'" + node.name() + "' (" + node.describe() + ") cannot call again for a"
                    + " record that failed: only functions without state and sinks can; leave out retry");
        }
        if (node instanceof Node.TopNode) {
            throw new IllegalArgumentException("'" + node.name() + "' (" + node.describe() + ") has no function whose"
                    + " failures could be set aside; an order that throws fails the job");
        }
        given.put(node.id(), policy);
    }

    /** Whether what has happened for a record leaves nothing behind, so that it may happen again. */
    private static boolean canRetry(Node node) {
        return node instanceof Node.MapNode
                || node instanceof Node.FilterNode
                || node instanceof Node.FlatMapNode
                || node instanceof Node.PeekNode
                || node instanceof Node.KeyByNode
                || node instanceof Node.SinkNode;
    }

    private static boolean canSetAside(Node node, List<Node> nodes) {
        if (node instanceof Node.KeyByNode keyBy) {
            return !keyBy.isUndivided() && !keyBy.repeats(nodes.get(keyBy.input()));
        }
        return canRetry(node)
                || node instanceof Node.SourceNode
                || node instanceof Node.LookupNode
                || node instanceof Node.ProcessNode
                || node instanceof Node.WindowAggregateNode
                || node instanceof Node.RunningAggregateNode
                || node instanceof Node.ToTableNode
                || node instanceof Node.TableMapNode
                || node instanceof Node.TableFilterNode
                || node instanceof Node.ReferenceNode
                || node instanceof Node.JoinNode
                || node instanceof Node.PatternNode;
    }

    /**
     * Decides for each node.
     *
     * @return by id, those that do more than fail
     * @throws IllegalStateException if what is set aside somewhere would be read by nobody
     */
    Map<Integer, FailurePolicy> policies(String pipeline, List<Node> nodes) {
        Set<Integer> readHere = new HashSet<>();
        Set<Integer> afterLetters = new HashSet<>();
        boolean areLettersRead = false;
        for (Node node : nodes) {
            if (node instanceof Node.FailedNode failed) {
                readHere.add(failed.input());
            }
            areLettersRead |= node instanceof Node.DeadLettersNode;
            if (node instanceof Node.DeadLettersNode || node.inputs().stream().anyMatch(afterLetters::contains)) {
                afterLetters.add(node.id());
            }
        }
        Map<Integer, FailurePolicy> policies = new LinkedHashMap<>();
        for (Node node : nodes) {
            boolean isReadHere = readHere.contains(node.id());
            boolean isRead = isReadHere || areLettersRead && !afterLetters.contains(node.id());
            FailurePolicy policy = policy(node, nodes, isReadHere, afterLetters.contains(node.id()), areLettersRead);
            if (policy.setsAside() && !isRead) {
                throw new IllegalStateException(
                        "'" + node.name() + "' in pipeline '" + pipeline + "' sets records aside"
                                + (afterLetters.contains(node.id())
                                        ? " that come from deadLetters(), to which they cannot go back; write its failed()"
                                                + " records, or leave out onFailure"
                                        : ", but nobody reads them; write pipeline.deadLetters(), or the failed() records"));
            }
            if (!policy.equals(FailurePolicy.fail())) {
                policies.put(node.id(), policy);
            }
        }
        return policies;
    }

    private FailurePolicy policy(
            Node node, List<Node> nodes, boolean isReadHere, boolean isAfterLetters, boolean areLettersRead) {
        FailurePolicy own = given.get(node.id());
        if (own != null) {
            if (isReadHere && !own.setsAside()) {
                throw new IllegalStateException("the failed() records of '" + node.name()
                        + "' are read, but its policy is to fail; leave out one of them");
            }
            return own;
        }
        boolean isDefaultToFail = ofPipeline != null && !ofPipeline.setsAside();
        if (isReadHere && (isDefaultToFail || ofPipeline == null)) {
            return FailurePolicy.deadLetter();
        }
        if (!canSetAside(node, nodes) || isAfterLetters && !isReadHere) {
            return FailurePolicy.fail();
        }
        if (ofPipeline == null) {
            return areLettersRead ? FailurePolicy.deadLetter() : FailurePolicy.fail();
        }
        return canRetry(node) ? ofPipeline : ofPipeline.withoutRetries();
    }
}
