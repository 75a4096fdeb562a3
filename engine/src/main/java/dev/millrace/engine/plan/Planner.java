package dev.millrace.engine.plan;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * Plans a graph for a number of workers. Rules:
 *
 * <ul>
 *   <li>A node joins the chain of its input if it is its only reader, runs in as many tasks, and needs no other keys.
 *   <li>An output with several readers, and the late or failed records of an operator, go over lanes, a copy for each reader.
 *   <li>A keyed operator runs in a task on each worker, and rows go to it by key; with one worker it joins the chain.
 *       Before its rows go there, those of one
 *       key and slice become one, where windows are aligned and the order of records does not matter, unless records may fail
 *       that were added to objects.
 *   <li>Where streams of several sides meet by key, a stage begins with a task on each worker. If one of them goes to all
 *       tasks, there are as many as the other has, and its rows stay where they are.
 *   <li>What is not divided by key runs in one task, and so does a ranking.
 *   <li>A source runs in as many tasks as it has splits, a sink in as many as it allows, at most one on each worker.
 * </ul>
 */
public final class Planner implements Node.Visitor<Void> {

    private final PipelineGraph graph;
    private final int workers;
    private final IntUnaryOperator splitCounts;
    private final List<List<Node>> chains = new ArrayList<>();
    private final List<Integer> taskCounts = new ArrayList<>();
    private final List<PhysicalPlan.Edge> edges = new ArrayList<>();
    private final int[] stageOfNode;

    /** By stage: the aggregation whose first half it does. */
    private final Map<Integer, Node.WindowAggregateNode> partials = new HashMap<>();

    private Planner(PipelineGraph graph, int workers, IntUnaryOperator splitCounts) {
        this.graph = graph;
        this.workers = workers;
        this.splitCounts = splitCounts;
        stageOfNode = new int[graph.nodes().size()];
    }

    /**
     * Plans.
     *
     * @param graph what the user has built
     * @param workers how many there are
     * @param splitCounts number of splits of the source with a node id
     * @return what will run
     */
    public static PhysicalPlan plan(PipelineGraph graph, int workers, IntUnaryOperator splitCounts) {
        Planner planner = new Planner(graph, workers, splitCounts);
        planner.inOrder().forEach(node -> node.accept(planner));
        List<PhysicalPlan.Stage> stages = new ArrayList<>();
        for (int id = 0; id < planner.chains.size(); id++) {
            stages.add(new PhysicalPlan.Stage(
                    id, planner.chains.get(id), planner.taskCounts.get(id), planner.partials.get(id)));
        }
        return new PhysicalPlan(graph.name(), workers, stages, planner.edges);
    }

    /** All nodes, what becomes of the dead letters at the end: they come from everywhere. */
    private List<Node> inOrder() {
        boolean[] isOfLetters = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            isOfLetters[node.id()] = node instanceof Node.DeadLettersNode
                    || node.inputs().stream().anyMatch(input -> isOfLetters[input]);
        }
        return Stream.of(false, true)
                .flatMap(isLast -> graph.nodes().stream().filter(node -> isOfLetters[node.id()] == isLast))
                .toList();
    }

    private int newStage(int tasks) {
        chains.add(new ArrayList<>());
        taskCounts.add(tasks);
        return chains.size() - 1;
    }

    private void place(Node node, int stage) {
        chains.get(stage).add(node);
        stageOfNode[node.id()] = stage;
    }

    /** Puts a node at the end of its input's chain if it may stand there, else at the head of a new one. */
    private void chainOrConnect(Node node, int inputId, int tasks, boolean isKeyed) {
        Node input = graph.nodes().get(inputId);
        int inputStage = stageOfNode[inputId];
        boolean isOnlyReader = readers(inputId) == 1;
        if (isOnlyReader && tasks == taskCounts.get(inputStage) && !(isKeyed && tasks > 1)) {
            place(node, inputStage);
        } else {
            int stage = newStage(tasks);
            place(node, stage);
            connect(input, Batch.MAIN_PORT, node, 0, isKeyed && tasks > 1 ? Routing.BY_KEY : Routing.FORWARD);
        }
    }

    /** Readers of the main output; side outputs leave by others. */
    private long readers(int nodeId) {
        return graph.consumers(nodeId).stream()
                .filter(reader -> !(reader instanceof Node.LateNode)
                        && !(reader instanceof Node.FailedNode)
                        && !(reader instanceof Node.TimedOutNode)
                        && !(reader instanceof Node.SideOutputNode)
                        && !(reader instanceof Node.WindowOutputNode))
                .mapToLong(reader -> reader.inputs().stream()
                        .filter(input -> input == nodeId)
                        .count())
                .sum();
    }

    private void connect(Node from, int port, Node to, int side, Routing routing) {
        edges.add(new PhysicalPlan.Edge(
                edges.size(), from, stageOfNode[from.id()], port, to.name(), stageOfNode[to.id()], side, routing));
    }

    private Void chain(Node node, int inputId) {
        chainOrConnect(node, inputId, taskCounts.get(stageOfNode[inputId]), false);
        return null;
    }

    @Override
    public Void source(Node.SourceNode node) {
        place(node, newStage(Math.min(workers, splitCounts.applyAsInt(node.id()))));
        return null;
    }

    @Override
    public Void map(Node.MapNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void filter(Node.FilterNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void flatMap(Node.FlatMapNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void peek(Node.PeekNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void lookup(Node.LookupNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void keyBy(Node.KeyByNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void union(Node.UnionNode node) {
        int tasks = node.inputs().stream()
                .mapToInt(input -> taskCounts.get(stageOfNode[input]))
                .max()
                .orElseThrow();
        place(node, newStage(tasks));
        for (int input : node.inputs()) {
            connect(graph.nodes().get(input), Batch.MAIN_PORT, node, 0, Routing.FORWARD);
        }
        return null;
    }

    @Override
    public Void join(Node.JoinNode node) {
        int last = node.inputs().size() - 1;
        boolean isBroadcast = node.spec().isBroadcast();
        int tasks = isBroadcast ? taskCounts.get(stageOfNode[node.inputs().get(0)]) : workers;
        place(node, newStage(tasks));
        for (int side = 0; side <= last; side++) {
            Routing ofKeys = tasks > 1 ? Routing.BY_KEY : Routing.FORWARD;
            Routing ofAll = side == last ? Routing.BROADCAST : Routing.FORWARD;
            connect(
                    graph.nodes().get(node.inputs().get(side)),
                    Batch.MAIN_PORT,
                    node,
                    side,
                    isBroadcast ? ofAll : ofKeys);
        }
        return null;
    }

    @Override
    public Void windowAggregate(Node.WindowAggregateNode node) {
        keyed(node, node.input());
        int inputStage = stageOfNode[node.input()];
        boolean isApart = inputStage != stageOfNode[node.id()];
        // Where rows may fail they must not have been put together with others before.
        boolean canFail = graph.failurePolicy(node.id()).setsAside() && !node.isOfNumbers();
        if (isApart && readers(node.input()) == 1 && node.canBePartial() && !canFail) {
            partials.put(inputStage, node);
        }
        return null;
    }

    @Override
    public Void runningAggregate(Node.RunningAggregateNode node) {
        return keyed(node, node.input());
    }

    @Override
    public Void deduplicate(Node.DeduplicateNode node) {
        return keyed(node, node.input());
    }

    @Override
    public Void toTable(Node.ToTableNode node) {
        return keyed(node, node.input());
    }

    @Override
    public Void tableMap(Node.TableMapNode node) {
        return chain(node, node.input());
    }

    // All changes of one key come out of one task, so what needs them together need not bring them together.

    @Override
    public Void tableFilter(Node.TableFilterNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void toStream(Node.ToStreamNode node) {
        return chain(node, node.input());
    }

    @Override
    public Void reference(Node.ReferenceNode node) {
        // By key although they come together: the join at the end must be where this is, key for key.
        return keyed(node, node.input());
    }

    @Override
    public Void referenceMoves(Node.ReferenceMovesNode node) {
        return chain(node, node.input());
    }

    private Void keyed(Node node, int keyBy) {
        boolean isUndivided = ((Node.KeyByNode) graph.nodes().get(keyBy)).isUndivided();
        chainOrConnect(node, keyBy, isUndivided ? 1 : workers, true);
        return null;
    }

    @Override
    public Void top(Node.TopNode node) {
        chainOrConnect(node, node.input(), 1, false);
        return null;
    }

    @Override
    public Void pattern(Node.PatternNode node) {
        return keyed(node, node.input());
    }

    @Override
    public Void timedOut(Node.TimedOutNode node) {
        return output(node, node.input(), Batch.TIMED_OUT_PORT);
    }

    @Override
    public Void process(Node.ProcessNode node) {
        return keyed(node, node.input());
    }

    @Override
    public Void sideOutput(Node.SideOutputNode node) {
        return output(node, node.input(), Batch.sidePort(node.index()));
    }

    @Override
    public Void windowOutput(Node.WindowOutputNode node) {
        return output(node, node.input(), Batch.resultPort(node.index()));
    }

    @Override
    public Void late(Node.LateNode node) {
        return output(node, node.input(), Batch.LATE_PORT + node.side());
    }

    @Override
    public Void failed(Node.FailedNode node) {
        return output(node, node.input(), Batch.FAILED_PORT);
    }

    @Override
    public Void deadLetters(Node.DeadLettersNode node) {
        place(node, newStage(1));
        for (Node from : graph.sourcesOfDeadLetters()) {
            connect(from, Batch.FAILED_PORT, node, 0, Routing.FORWARD);
        }
        return null;
    }

    private Void output(Node node, int input, int port) {
        place(node, newStage(taskCounts.get(stageOfNode[input])));
        connect(graph.nodes().get(input), port, node, 0, Routing.FORWARD);
        return null;
    }

    @Override
    public Void sink(Node.SinkNode node) {
        Sink<?> sink = node.sink();
        int tasks = Math.min(sink.writersMax(), taskCounts.get(stageOfNode[node.input()]));
        chainOrConnect(node, node.input(), tasks, false);
        return null;
    }
}
