package dev.millrace.runner.flink;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.plan.PhysicalPlan;
import java.io.Serializable;
import org.apache.flink.util.OutputTag;

/**
 * Which stage of which pipeline an operator hosts.
 *
 * @param graph of the pipeline
 * @param type of packets
 * @param stage number in the plan
 * @param parallelism of the job
 * @param batchCapacity rows in a batch
 * @param isCheckpointed whether the job makes checkpoints
 */
record StagePlace(
        Shipped<PipelineGraph> graph,
        PacketType type,
        int stage,
        int parallelism,
        int batchCapacity,
        boolean isCheckpointed)
        implements Serializable {

    /** What marks the packets of an edge among all that leave a stage. */
    OutputTag<Packet> tag(PhysicalPlan.Edge edge) {
        return new OutputTag<>("edge-" + edge.id(), type);
    }
}
