package dev.millrace.engine.job;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.SinkGuarantee;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each sink of a pipeline gets, from end to end: as much as its sources, the checkpoints and itself allow together. */
public final class EndToEnd {

    private EndToEnd() {}

    /**
     * Judges all sinks.
     *
     * @param graph the pipeline
     * @param isCheckpointed whether the job makes checkpoints
     * @return one for each sink, in the order of the pipeline
     */
    public static List<SinkGuarantee> guarantees(PipelineGraph graph, boolean isCheckpointed) {
        List<SinkGuarantee> guarantees = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.SinkNode sink) {
                guarantees.add(isCheckpointed ? withCheckpoints(graph, sink) : withoutCheckpoints(sink));
            }
        }
        return List.copyOf(guarantees);
    }

    private static SinkGuarantee withoutCheckpoints(Node.SinkNode sink) {
        return new SinkGuarantee(
                sink.name(),
                Guarantee.AT_MOST_ONCE,
                "the job makes no checkpoints, so what it has not written when it dies is lost; start it with"
                        + " Checkpoints.in(...)");
    }

    private static SinkGuarantee withCheckpoints(PipelineGraph graph, Node.SinkNode sink) {
        List<String> lost = sources(graph, sink).stream()
                .filter(source -> !source.source().source().isReplayable())
                .map(source ->
                        "'" + source.name() + "' (" + source.source().source().describe() + ")")
                .toList();
        boolean isRepeating = sink.sink().guarantee() == Sink.Guarantee.AT_LEAST_ONCE;
        List<String> reasons = new ArrayList<>();
        if (!lost.isEmpty()) {
            reasons.add(
                    "what " + String.join(" and ", lost) + " gave since the last checkpoint cannot be read again; use a"
                            + " source that is replayable, as a file, or Push.journal(...) for what is pushed");
        }
        if (isRepeating) {
            reasons.add(sink.sink().describe() + " gets again what it got since the last checkpoint; use a sink that is"
                    + " transactional, as a file or an EpochSink, or idempotent");
        }
        if (reasons.isEmpty()) {
            reasons.add("all its sources can be read again, and " + sink.sink().describe() + " is "
                    + (sink.sink().guarantee() == Sink.Guarantee.TRANSACTIONAL ? "transactional" : "idempotent"));
        }
        return new SinkGuarantee(sink.name(), guarantee(!lost.isEmpty(), isRepeating), String.join("; ", reasons));
    }

    private static Guarantee guarantee(boolean isLosing, boolean isRepeating) {
        if (isLosing) {
            return isRepeating ? Guarantee.NONE : Guarantee.AT_MOST_ONCE;
        }
        return isRepeating ? Guarantee.AT_LEAST_ONCE : Guarantee.EXACTLY_ONCE;
    }

    /** All sources whose records come to a node, in the order of the pipeline. */
    private static List<Node.SourceNode> sources(PipelineGraph graph, Node node) {
        Set<Integer> before = new TreeSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(node.id()));
        while (!open.isEmpty()) {
            int id = open.removeFirst();
            if (before.add(id)) {
                open.addAll(graph.inputs(graph.nodes().get(id)));
            }
        }
        return before.stream()
                .map(graph.nodes()::get)
                .filter(Node.SourceNode.class::isInstance)
                .map(Node.SourceNode.class::cast)
                .toList();
    }

    /**
     * Refuses a job that gives less than is required.
     *
     * @throws IllegalStateException naming the sinks, and why they get less
     */
    public static void require(String pipeline, List<SinkGuarantee> guarantees, Guarantee required) {
        List<SinkGuarantee> weaker = guarantees.stream()
                .filter(each -> each.guarantee().compareTo(required) < 0)
                .toList();
        if (!weaker.isEmpty()) {
            StringBuilder message =
                    new StringBuilder("job '" + pipeline + "' requires " + required + ", but gives less:");
            weaker.forEach(each -> message.append("\n  ").append(each));
            throw new IllegalStateException(message.append("\nOr require less: Checkpoints.require(...)")
                    .toString());
        }
    }
}
