package dev.millrace.engine.job;

import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.keyed.DeduplicateLoop;
import dev.millrace.engine.keyed.RunningAggregateOperator;
import dev.millrace.engine.keyed.TopOperator;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.FilterLoop;
import dev.millrace.engine.operator.FlatMapOperator;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.KeyLoop;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.MapLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.PeekLoop;
import dev.millrace.engine.operator.PrimitiveKeyLoop;
import dev.millrace.engine.operator.PrimitiveView;
import dev.millrace.engine.operator.RowLoop;
import dev.millrace.engine.operator.RowLoopOperator;
import dev.millrace.engine.operator.SinkOperator;
import dev.millrace.engine.pattern.PatternOperator;
import dev.millrace.engine.window.PartialAggregateOperator;
import dev.millrace.engine.window.WindowOperator;
import java.util.Map;

/** Makes the operator for a node. */
final class OperatorFactory implements Node.Visitor<Operator> {

    /** How keys are kept, by the descriptor of what the key function is known to return. */
    private static final Map<String, KeyKind> KEY_KINDS = Map.of(
            "J", KeyKind.LONG,
            "Ljava/lang/Long;", KeyKind.LONG,
            "I", KeyKind.INT,
            "Ljava/lang/Integer;", KeyKind.INT);

    private final PipelineGraph graph;
    private final int batchCapacity;
    private final WriterOpener writers;

    /** Opens the writer of a sink. */
    interface WriterOpener {
        SinkWriter<Object> open(Node.SinkNode node) throws Exception;
    }

    OperatorFactory(PipelineGraph graph, int batchCapacity, WriterOpener writers) {
        this.graph = graph;
        this.batchCapacity = batchCapacity;
        this.writers = writers;
    }

    Operator make(Node node) throws Exception {
        if (node instanceof Node.SinkNode sink) {
            return new SinkOperator(writers.open(sink));
        }
        return node.accept(this);
    }

    private static Operator loop(RowLoop loop) {
        return new RowLoopOperator(loop);
    }

    @Override
    public Operator source(Node.SourceNode node) {
        throw new AssertionError("not made here: " + node);
    }

    @Override
    public Operator map(Node.MapNode node) {
        return loop(OwnCode.loop(RowLoop.class, MapLoop.class, node.function()));
    }

    @Override
    public Operator filter(Node.FilterNode node) {
        return loop(OwnCode.loop(RowLoop.class, FilterLoop.class, node.predicate()));
    }

    @Override
    public Operator flatMap(Node.FlatMapNode node) {
        return new FlatMapOperator(node.mapper(), batchCapacity);
    }

    @Override
    public Operator peek(Node.PeekNode node) {
        return loop(OwnCode.loop(RowLoop.class, PeekLoop.class, node.action()));
    }

    @Override
    public Operator union(Node.UnionNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator keyBy(Node.KeyByNode node) {
        return loop(PrimitiveView.of(node.key())
                .<RowLoop>map(view -> new PrimitiveKeyLoop(OwnCode.loop(NumberLoop.class, LongLoop.class, view)))
                .orElseGet(() -> OwnCode.loop(RowLoop.class, KeyLoop.class, node.key(), keyKind(node.key()))));
    }

    @Override
    public Operator windowAggregate(Node.WindowAggregateNode node) {
        Node.KeyByNode keyBy = (Node.KeyByNode) graph.nodes().get(node.input());
        boolean isLateRead = graph.consumers(node.id()).stream().anyMatch(Node.LateNode.class::isInstance);
        return new WindowOperator(
                node.windows(), node.emission(), node.aggregate(), keyKind(keyBy.key()), isLateRead, batchCapacity);
    }

    /** Makes the first half of an aggregation. */
    Operator makePartial(Node.WindowAggregateNode node) {
        Node.KeyByNode keyBy = (Node.KeyByNode) graph.nodes().get(node.input());
        return new PartialAggregateOperator(
                (AlignedWindows) node.windows().get(0),
                node.aggregate(),
                node.emission().isRevised(),
                keyKind(keyBy.key()),
                batchCapacity);
    }

    @Override
    public Operator windowOutput(Node.WindowOutputNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator runningAggregate(Node.RunningAggregateNode node) {
        Node.KeyByNode keyBy = (Node.KeyByNode) graph.nodes().get(node.input());
        return new RunningAggregateOperator(node.aggregate(), keyKind(keyBy.key()), batchCapacity);
    }

    @Override
    public Operator deduplicate(Node.DeduplicateNode node) {
        return loop(new DeduplicateLoop(node.within().toMillis(), batchCapacity));
    }

    @Override
    public Operator top(Node.TopNode node) {
        return new TopOperator(node.rows(), node.order(), batchCapacity);
    }

    @Override
    public Operator pattern(Node.PatternNode node) {
        Node.KeyByNode keyBy = (Node.KeyByNode) graph.nodes().get(node.input());
        boolean isLateRead = graph.consumers(node.id()).stream().anyMatch(Node.LateNode.class::isInstance);
        boolean isTimedOutRead = graph.consumers(node.id()).stream().anyMatch(Node.SideOutputNode.class::isInstance);
        return new PatternOperator(node.pattern(), keyKind(keyBy.key()), isLateRead, isTimedOutRead, batchCapacity);
    }

    @Override
    public Operator sideOutput(Node.SideOutputNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator late(Node.LateNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator sink(Node.SinkNode node) {
        throw new AssertionError("not made here: " + node);
    }

    private static KeyKind keyKind(ThrowingFunction<Object, Object> key) {
        return LambdaSignature.read(key)
                .map(signature -> KEY_KINDS.getOrDefault(signature.returnType(), KeyKind.OBJECT))
                .orElse(KeyKind.OBJECT);
    }

    /** Where streams only meet, so that the meeting has a row in the ledger. */
    private record PassLoop() implements RowLoop {

        @Override
        public void run(Batch batch, OperatorCounters counters) {
            // Rows pass as they are.
        }
    }
}
