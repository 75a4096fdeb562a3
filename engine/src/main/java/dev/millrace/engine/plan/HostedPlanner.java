package dev.millrace.engine.plan;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Routing;
import dev.millrace.engine.exchange.ShardMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans a graph for a runtime of others that hosts each stage by itself. Unlike the stages of {@link Planner} these are the same
 * whatever the number of workers is, and each has at most one node with state, or a writer, at its head, and goes by that node's
 * name: so a stage of now finds the state of then when workers were added or the pipeline was changed around it.
 */
public final class HostedPlanner {

    /** More than one, so that every change of key is an exchange. */
    private static final int PLANNED_WORKERS = ShardMap.SHARDS;

    private final PhysicalPlan whole;
    private final List<PhysicalPlan.Stage> stages = new ArrayList<>();
    private final List<PhysicalPlan.Edge> edges = new ArrayList<>();

    /** By stage of the whole plan: the first of those that it became. */
    private final int[] firstOf;

    private final int[] stageOfNode;

    private HostedPlanner(PhysicalPlan whole, int nodes) {
        this.whole = whole;
        stageOfNode = new int[nodes];
        firstOf = new int[whole.stages().size()];
    }

    /**
     * Plans.
     *
     * @param graph what the user has built
     * @param workers how many tasks a stage has that is not bound to fewer
     * @return what is to be hosted; its stages have no first halves of aggregations
     */
    public static PhysicalPlan plan(PipelineGraph graph, int workers) {
        PhysicalPlan whole = Planner.plan(graph, PLANNED_WORKERS, source -> PLANNED_WORKERS);
        return new HostedPlanner(whole, graph.nodes().size()).divide(workers);
    }

    private PhysicalPlan divide(int workers) {
        for (PhysicalPlan.Stage stage : whole.stages()) {
            firstOf[stage.id()] = stages.size();
            divide(stage, Math.min(workers, stage.tasks()));
        }
        for (PhysicalPlan.Edge edge : whole.edges()) {
            connect(edge.from(), edge.port(), edge.to(), firstOf[edge.toStage()], edge.side(), edge.routing());
        }
        return new PhysicalPlan(whole.pipeline(), workers, stages, edges);
    }

    private void divide(PhysicalPlan.Stage stage, int tasks) {
        List<Node> chain = new ArrayList<>();
        for (Node node : stage.nodes()) {
            if (isHead(node) && !chain.isEmpty()) {
                Node last = chain.get(chain.size() - 1);
                add(chain, tasks);
                connect(last, Batch.MAIN_PORT, node.name(), stages.size(), 0, Routing.FORWARD);
            }
            chain.add(node);
            stageOfNode[node.id()] = stages.size();
        }
        add(chain, tasks);
    }

    private void add(List<Node> chain, int tasks) {
        stages.add(new PhysicalPlan.Stage(stages.size(), chain, tasks, null));
        chain.clear();
    }

    private void connect(Node from, int port, String to, int toStage, int side, Routing routing) {
        edges.add(new PhysicalPlan.Edge(edges.size(), from, stageOfNode[from.id()], port, to, toStage, side, routing));
    }

    /** Whether a node has something that must be found again: state, rows in flight, or a writer. */
    private static boolean isHead(Node node) {
        return node instanceof Node.WindowAggregateNode
                || node instanceof Node.RunningAggregateNode
                || node instanceof Node.DeduplicateNode
                || node instanceof Node.TopNode
                || node instanceof Node.PatternNode
                || node instanceof Node.ProcessNode
                || node instanceof Node.JoinNode
                || node instanceof Node.ToTableNode
                || node instanceof Node.TableFilterNode
                || node instanceof Node.ToStreamNode
                || node instanceof Node.ReferenceNode
                || node instanceof Node.LookupNode
                || node instanceof Node.SinkNode;
    }
}
