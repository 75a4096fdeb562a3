package dev.millrace.engine.plan;

import dev.millrace.api.graph.Explanation;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.Node.WindowAggregateNode;
import dev.millrace.engine.exchange.Routing;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What will run.
 *
 * @param pipeline name of the pipeline
 * @param workers number of workers that it is planned for
 * @param stages in topological order; a stage's index is its id
 * @param edges between stages
 */
public record PhysicalPlan(String pipeline, int workers, List<Stage> stages, List<Edge> edges) {

    /** Copies. */
    public PhysicalPlan {
        stages = List.copyOf(stages);
        edges = List.copyOf(edges);
    }

    /**
     * A chain of nodes that run together, without a queue between them, in a number of equal tasks.
     *
     * @param id index in the plan
     * @param nodes in order; a source is the first or nowhere
     * @param tasks number of tasks
     * @param partial the aggregation in the next stage whose first half is done at the end of this chain; null for none
     */
    public record Stage(
            int id, List<Node> nodes, int tasks, @Nullable WindowAggregateNode partial) {

        /** Copies. */
        public Stage {
            nodes = List.copyOf(nodes);
        }

        /** The worker that runs a task: tasks of a parallel stage are spread, single ones take turns. */
        public int worker(int task, int workers) {
            return (tasks == 1 ? id : task) % workers;
        }
    }

    /** The name of the first half of an aggregation. */
    public static String partialName(Node aggregation) {
        return aggregation.name() + ".partial";
    }

    /**
     * Rows that go from one stage to another, over one lane for each pair of tasks that talk.
     *
     * @param id index in the plan; a stream that is united with itself has two edges that are equal but for this
     * @param from node whose output it is
     * @param fromStage its stage
     * @param port which of its outputs
     * @param to name of the node that receives
     * @param toStage its stage
     * @param side which input of the node that receives, in the order of its inputs; 0 where it takes all as one
     * @param routing which tasks get a row
     */
    public record Edge(int id, Node from, int fromStage, int port, String to, int toStage, int side, Routing routing) {}

    /** Edges that leave a stage. */
    public List<Edge> edgesFrom(int stage) {
        return edges.stream().filter(edge -> edge.fromStage() == stage).toList();
    }

    /** Edges that enter a stage, by side. */
    public List<Edge> edgesTo(int stage) {
        return edges.stream()
                .filter(edge -> edge.toStage() == stage)
                .sorted(Comparator.comparingInt(Edge::side))
                .toList();
    }

    /** Whether streams of several sides meet further down, and may have to wait for what this stage sends. */
    public boolean leadsToMeeting(int stage) {
        return edgesFrom(stage).stream().anyMatch(edge -> isMeeting(edge.toStage()) || leadsToMeeting(edge.toStage()));
    }

    private boolean isMeeting(int stage) {
        return edgesTo(stage).stream().anyMatch(edge -> edge.side() > 0);
    }

    /**
     * Whether the tasks of a stage share the records of the same splits, divided by key here or before. If not, each has
     * splits of its own.
     */
    public boolean isDividedByKey(int stage) {
        return edgesTo(stage).stream()
                .anyMatch(edge -> edge.routing() == Routing.BY_KEY || isDividedByKey(edge.fromStage()));
    }

    /** Describes the plan for people. */
    public Explanation explain() {
        StringBuilder text = new StringBuilder(
                "plan of " + pipeline + " for " + workers + (workers == 1 ? " worker\n" : " workers\n"));
        StringBuilder mermaid = new StringBuilder("flowchart LR\n");
        for (Stage stage : stages) {
            String title = "stage " + stage.id() + " x " + stage.tasks();
            String chain = stage.nodes().stream()
                    .map(node -> node.name() + ": " + node.describe())
                    .collect(Collectors.joining("\n    "));
            text.append("  ").append(title);
            for (Edge edge : edgesTo(stage.id())) {
                text.append("  <- ")
                        .append(edge.from().name())
                        .append(" (")
                        .append(kind(edge))
                        .append(')');
            }
            text.append("\n    ").append(chain).append('\n');
            if (stage.partial() != null) {
                text.append("    ")
                        .append(partialName(stage.partial()))
                        .append(": rows of one key and slice become one\n");
            }
            String label = stage.nodes().stream()
                    .map(node -> Explanation.escape(node.name()))
                    .collect(Collectors.joining("<br/>"));
            mermaid.append("    s")
                    .append(stage.id())
                    .append("[\"")
                    .append(title)
                    .append("<br/>")
                    .append(label)
                    .append("\"]\n");
        }
        for (Edge edge : edges) {
            mermaid.append("    s")
                    .append(edge.fromStage())
                    .append(" -->|")
                    .append(kind(edge))
                    .append("| s")
                    .append(edge.toStage())
                    .append('\n');
        }
        return new Explanation(text.toString(), mermaid.toString());
    }

    private String kind(Edge edge) {
        if (edge.routing() != Routing.FORWARD) {
            return edge.routing().describe();
        }
        int senders = stages.get(edge.fromStage()).tasks();
        int receivers = stages.get(edge.toStage()).tasks();
        return senders > receivers ? "gather" : edge.routing().describe();
    }
}
