package dev.millrace.runner.flink;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Shard;
import dev.millrace.engine.exchange.Routing;
import dev.millrace.engine.plan.HostedPlanner;
import dev.millrace.engine.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.streaming.runtime.partitioner.CustomPartitionerWrapper;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;

/** Makes a Flink job of a plan: an operator for each stage, an exchange for each edge. */
final class JobTranslation {

    /** Which key group a packet belongs to is asked by nobody; Flink keeps keyed state for operators that have a key. */
    private static final KeySelector<Packet, Integer> NO_KEY = packet -> 0;

    private static final KeySelector<Packet, Integer> TARGET = packet -> packet.target;
    private static final Partitioner<Integer> BY_TARGET = (target, tasks) -> target;

    private final Shipped<PipelineGraph> graph;
    private final PacketType type;
    private final PhysicalPlan plan;
    private final int batchCapacity;
    private final boolean isCheckpointed;

    /** By stage: what gives its packets. */
    private final List<Transformation<Packet>> made = new ArrayList<>();

    private JobTranslation(
            PipelineGraph opened,
            Shipped<PipelineGraph> graph,
            int parallelism,
            int batchCapacity,
            boolean isCheckpointed) {
        this.graph = graph;
        type = new PacketType(Shipped.of(opened.codecs()));
        plan = HostedPlanner.plan(opened, parallelism);
        this.batchCapacity = batchCapacity;
        this.isCheckpointed = isCheckpointed;
    }

    /** Adds the operators of a pipeline to a job. */
    static void addTo(
            StreamExecutionEnvironment job,
            PipelineGraph opened,
            Shipped<PipelineGraph> graph,
            int parallelism,
            int batchCapacity,
            boolean isCheckpointed) {
        JobTranslation translation = new JobTranslation(opened, graph, parallelism, batchCapacity, isCheckpointed);
        for (PhysicalPlan.Stage stage : translation.plan.stages()) {
            Transformation<Packet> operator = translation.operator(stage);
            translation.made.add(operator);
            job.addOperator(operator);
        }
    }

    private Transformation<Packet> operator(PhysicalPlan.Stage stage) {
        Node head = stage.nodes().get(0);
        boolean isSource = head instanceof Node.SourceNode;
        StagePlace place = new StagePlace(graph, type, stage.id(), plan.workers(), batchCapacity, isCheckpointed);
        OneInputTransformation<Packet, Packet> operator = new OneInputTransformation<>(
                isSource ? source(stage, head) : input(stage, place),
                name(stage),
                new StageOperatorFactory(place),
                type,
                stage.tasks(),
                true);
        operator.setStateKeySelector(NO_KEY);
        operator.setStateKeyType(BasicTypeInfo.INT_TYPE_INFO);
        operator.setMaxParallelism(Shard.COUNT);
        // The source has the name for its splits.
        operator.setUid(isSource ? head.name() + ".stage" : head.name());
        return operator;
    }

    private static String name(PhysicalPlan.Stage stage) {
        return String.join(", ", stage.nodes().stream().map(Node::name).toList());
    }

    private Transformation<Packet> source(PhysicalPlan.Stage stage, Node head) {
        SourceTransformation<Packet, AssignedSplit, KnownSplits> source = new SourceTransformation<>(
                head.name(),
                new SplitsSource(graph, head.id(), batchCapacity),
                WatermarkStrategy.noWatermarks(),
                type,
                stage.tasks(),
                true);
        source.setMaxParallelism(Shard.COUNT);
        source.setUid(head.name());
        return source;
    }

    private Transformation<Packet> input(PhysicalPlan.Stage stage, StagePlace place) {
        List<Transformation<Packet>> inputs = plan.edgesTo(stage.id()).stream()
                .map(edge -> input(edge, stage, place))
                .toList();
        return inputs.size() == 1 ? inputs.get(0) : new UnionTransformation<>(inputs);
    }

    private Transformation<Packet> input(PhysicalPlan.Edge edge, PhysicalPlan.Stage to, StagePlace place) {
        int senders = plan.stages().get(edge.fromStage()).tasks();
        // From one task to one there is no other way either. What goes forward Flink passes on as it is.
        boolean isForward = senders == to.tasks() && (senders == 1 || edge.routing() == Routing.FORWARD);
        return new PartitionTransformation<>(
                new SideOutputTransformation<>(made.get(edge.fromStage()), place.tag(edge)),
                isForward ? new ForwardPartitioner<>() : new CustomPartitionerWrapper<>(BY_TARGET, TARGET));
    }
}
