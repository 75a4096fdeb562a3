package dev.millrace.engine.job;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.type.Codecs;

/**
 * Finds out before a job with checkpoints starts that something cannot be stored, as far as types are known by then: the declared
 * state of process functions. Keys were checked when the pipeline was written; the rest shows at the first checkpoint.
 */
final class StorableTypes {

    private final Codecs codecs;

    private StorableTypes(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * Checks a pipeline.
     *
     * @throws IllegalArgumentException if something cannot be stored; names the operator, and the path to the field
     */
    static void check(PipelineGraph graph) {
        StorableTypes types = new StorableTypes(graph.codecs());
        for (Node node : graph.nodes()) {
            if (node instanceof Node.ProcessNode process) {
                process.states().forEach(state -> types.checkState(process, state));
            }
        }
    }

    private void checkState(Node.ProcessNode process, StateSpec<?> state) {
        String what = "state '" + state.name() + "' of '" + process.name() + "'";
        if (state instanceof ValueSpec<?> value) {
            codecs.check(value.type(), what);
        } else if (state instanceof ListSpec<?> list) {
            codecs.check(list.type(), what);
        } else if (state instanceof MapSpec<?, ?> map) {
            codecs.check(map.keyType(), "the key of " + what);
            codecs.check(map.valueType(), what);
        }
    }
}
