package dev.millrace.engine.job;

import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.join.JoinOperators;
import dev.millrace.engine.join.ReferenceLoop;
import dev.millrace.engine.keyed.DeduplicateLoop;
import dev.millrace.engine.keyed.RunningAggregateOperator;
import dev.millrace.engine.keyed.TopOperator;
import dev.millrace.engine.lookup.LookupOperator;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.FailureExit;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.FilterLoop;
import dev.millrace.engine.operator.FlatMapOperator;
import dev.millrace.engine.operator.FrequentKeys;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.KeyLoop;
import dev.millrace.engine.operator.KeyOperator;
import dev.millrace.engine.operator.KeyReader;
import dev.millrace.engine.operator.MapLoop;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.PeekLoop;
import dev.millrace.engine.operator.PrimitiveKeyLoop;
import dev.millrace.engine.operator.PrimitiveView;
import dev.millrace.engine.operator.ResumableLoop;
import dev.millrace.engine.operator.RowLoop;
import dev.millrace.engine.operator.RowLoopOperator;
import dev.millrace.engine.operator.SinkOperator;
import dev.millrace.engine.pattern.PatternOperator;
import dev.millrace.engine.process.ProcessOperator;
import dev.millrace.engine.table.TableFilterLoop;
import dev.millrace.engine.table.TableMapLoop;
import dev.millrace.engine.table.ToStreamOperator;
import dev.millrace.engine.table.ToTableOperator;
import dev.millrace.engine.window.PartialAggregateOperator;
import dev.millrace.engine.window.WindowOperator;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the operator for a node. */
final class OperatorFactory implements Node.Visitor<Operator> {

    /** How keys are kept, by the descriptor of what the key function is known to return. */
    private static final Map<String, KeyKind> KEY_KINDS = Map.of(
            "J", KeyKind.LONG,
            "Ljava/lang/Long;", KeyKind.LONG,
            "I", KeyKind.INT,
            "Ljava/lang/Integer;", KeyKind.INT);

    private final PipelineGraph graph;
    private final int taskIndex;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final int batchCapacity;
    private final JobFailures failures;
    private final Runnable wakeUp;
    private final WriterOpener writers;
    private final boolean isOrderFixed;

    /** Opens the writer of a sink. */
    interface WriterOpener {
        SinkWriter<Object> open(Node.SinkNode node) throws Exception;
    }

    OperatorFactory(
            PipelineGraph graph,
            int taskIndex,
            JobSettings settings,
            JobFailures failures,
            Runnable wakeUp,
            WriterOpener writers,
            boolean isOrderFixed) {
        this.graph = graph;
        this.taskIndex = taskIndex;
        clock = settings.clock();
        ticker = settings.ticker();
        batchCapacity = settings.batchCapacity();
        this.failures = failures;
        this.wakeUp = wakeUp;
        this.writers = writers;
        this.isOrderFixed = isOrderFixed;
    }

    Operator make(Node node) throws Exception {
        if (node instanceof Node.SinkNode sink) {
            return new SinkOperator(writers.open(sink), failures.of(sink), ticker);
        }
        return node.accept(this);
    }

    private static Operator loop(RowLoop loop) {
        return new RowLoopOperator(loop);
    }

    private Operator loop(ResumableLoop loop, Node node) {
        Failures ofNode = failures.of(node);
        return new RowLoopOperator(loop, ofNode);
    }

    @Override
    public Operator source(Node.SourceNode node) {
        throw new AssertionError("not made here: " + node);
    }

    @Override
    public Operator map(Node.MapNode node) {
        return loop(OwnCode.loop(ResumableLoop.class, MapLoop.class, node.function()), node);
    }

    @Override
    public Operator filter(Node.FilterNode node) {
        return loop(OwnCode.loop(ResumableLoop.class, FilterLoop.class, node.predicate()), node);
    }

    @Override
    public Operator flatMap(Node.FlatMapNode node) {
        return new FlatMapOperator(node.mapper(), failures.of(node), batchCapacity);
    }

    @Override
    public Operator peek(Node.PeekNode node) {
        return loop(OwnCode.loop(ResumableLoop.class, PeekLoop.class, node.action()), node);
    }

    @Override
    public Operator union(Node.UnionNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator lookup(Node.LookupNode node) {
        return new LookupOperator(node, clock, wakeUp, failures.rows(node), batchCapacity);
    }

    @Override
    public Operator keyBy(Node.KeyByNode node) {
        KeyKind kind = keyKind(node);
        if (node.repeats(graph.nodes().get(node.input())) && keyKind(keyBy(node.input())) == kind) {
            return loop(new PassLoop());
        }
        KeyReader keys = PrimitiveView.of(node.key())
                .filter(view -> kind != KeyKind.OBJECT)
                .map(view -> OwnCode.loop(KeyReader.class, PrimitiveKeyLoop.class, view))
                .orElseGet(() -> OwnCode.loop(KeyReader.class, KeyLoop.class, node.key(), kind));
        return new KeyOperator(keys, kind, node.isUndivided() ? null : new FrequentKeys(kind), failures.of(node));
    }

    @Override
    public Operator join(Node.JoinNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(
                JoinOperators.make(
                        node, keyKind(keyBy(node.inputs().get(0))), isLateRead(node), ofNode, taskIndex, batchCapacity),
                ofNode);
    }

    private Node.KeyByNode keyBy(int id) {
        return (Node.KeyByNode) graph.nodes().get(id);
    }

    /** By input: whether anybody reads what comes too late. */
    private boolean[] isLateRead(Node node) {
        boolean[] isRead = new boolean[node.inputs().size()];
        for (Node reader : graph.consumers(node.id())) {
            if (reader instanceof Node.LateNode late) {
                isRead[late.side()] = true;
            }
        }
        return isRead;
    }

    @Override
    public Operator windowAggregate(Node.WindowAggregateNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(
                new WindowOperator(
                        node.windows(),
                        node.emission(),
                        node.aggregate(),
                        keyKind(keyBy(node.input())),
                        isLateRead(node)[0],
                        ofNode,
                        batchCapacity,
                        isOrderFixed),
                ofNode);
    }

    /** Makes the first half of an aggregation. */
    Operator makePartial(Node.WindowAggregateNode node) {
        return new PartialAggregateOperator(
                (AlignedWindows) node.windows().get(0),
                node.aggregate(),
                node.emission().isRevised(),
                keyKind(keyBy(node.input())),
                failures.of(node),
                batchCapacity);
    }

    @Override
    public Operator windowOutput(Node.WindowOutputNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator runningAggregate(Node.RunningAggregateNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(
                new RunningAggregateOperator(node.aggregate(), keyKind(keyBy(node.input())), ofNode, batchCapacity),
                ofNode);
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
    public Operator toTable(Node.ToTableNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(
                new ToTableOperator(
                        valueOrDeleted(node),
                        node.order(),
                        keyKind(keyBy(node.input())),
                        isLateRead(node)[0],
                        ofNode,
                        batchCapacity),
                ofNode);
    }

    @SuppressWarnings("NullAway") // a null value is one that is deleted
    private static ThrowingFunction<Object, @Nullable Object> valueOrDeleted(Node.ToTableNode node) {
        ThrowingFunction<Object, @Nullable Object> value = node.value();
        ThrowingPredicate<Object> isDeleted = node.isDeleted();
        return isDeleted == null ? value : record -> isDeleted.test(record) ? null : value.apply(record);
    }

    @Override
    public Operator tableMap(Node.TableMapNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(loop(TableMapLoop.of(node.function(), node.isOfRows(), ofNode)), ofNode);
    }

    @Override
    public Operator tableFilter(Node.TableFilterNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(loop(new TableFilterLoop(node.predicate(), ofNode, batchCapacity)), ofNode);
    }

    @Override
    public Operator toStream(Node.ToStreamNode node) {
        return new ToStreamOperator(batchCapacity);
    }

    @Override
    public Operator reference(Node.ReferenceNode node) {
        Failures ofNode = failures.of(node);
        return FailureExit.of(loop(new ReferenceLoop(node.foreignKey(), ofNode, batchCapacity)), ofNode);
    }

    @Override
    public Operator referenceMoves(Node.ReferenceMovesNode node) {
        return new FlatMapOperator(ReferenceLoop.MOVES, failures.of(node), batchCapacity);
    }

    @Override
    public Operator pattern(Node.PatternNode node) {
        boolean isTimedOutRead = graph.consumers(node.id()).stream().anyMatch(Node.TimedOutNode.class::isInstance);
        Failures ofNode = failures.of(node);
        return FailureExit.of(
                new PatternOperator(
                        node.pattern(),
                        keyKind(keyBy(node.input())),
                        isLateRead(node)[0],
                        isTimedOutRead,
                        ofNode,
                        batchCapacity),
                ofNode);
    }

    @Override
    public Operator timedOut(Node.TimedOutNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator process(Node.ProcessNode node) {
        boolean[] isSideRead = new boolean[node.outputs().size()];
        boolean areFailedTyped = false;
        for (Node reader : graph.consumers(node.id())) {
            if (reader instanceof Node.SideOutputNode side) {
                isSideRead[side.index()] = true;
            }
            areFailedTyped |= reader instanceof Node.FailedNode;
        }
        return new ProcessOperator(
                node,
                keyKind(keyBy(node.input())),
                clock,
                failures.rows(node),
                !areFailedTyped,
                isSideRead,
                batchCapacity);
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
    public Operator failed(Node.FailedNode node) {
        return loop(new PassLoop());
    }

    @Override
    public Operator deadLetters(Node.DeadLettersNode node) {
        return loop(new DeadLetterLoop(graph.codecs()));
    }

    @Override
    public Operator sink(Node.SinkNode node) {
        throw new AssertionError("not made here: " + node);
    }

    /** Keys that meet are kept alike: as longs only where that is known of both sides. */
    private KeyKind keyKind(Node.KeyByNode node) {
        KeyKind own = keyKind(node.key());
        return graph.consumers(node.id()).stream()
                        .filter(Node.JoinNode.class::isInstance)
                        .flatMap(join -> join.inputs().stream())
                        .allMatch(side -> keyKind(keyBy(side).key()) == own)
                ? own
                : KeyKind.OBJECT;
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
