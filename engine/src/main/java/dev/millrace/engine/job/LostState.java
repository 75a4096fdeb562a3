package dev.millrace.engine.job;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.plan.PhysicalPlan;
import java.util.Set;
import java.util.TreeSet;

/** What a checkpoint has that a pipeline would not take up. */
public final class LostState {

    private LostState() {}

    /**
     * Finds it.
     *
     * @param operatorsWithState of the checkpoint
     * @param graph of the pipeline
     * @return names of operators; empty if nothing would be lost
     */
    public static Set<String> of(Set<String> operatorsWithState, PipelineGraph graph) {
        Set<String> lost = new TreeSet<>(operatorsWithState);
        for (Node node : graph.nodes()) {
            lost.remove(node.name());
            lost.remove(PhysicalPlan.partialName(node));
        }
        return lost;
    }
}
