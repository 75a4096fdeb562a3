package dev.millrace.engine.job;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.state.StateReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntPredicate;

/**
 * Makes operators that stand where those of a captured job stood, to look into them: each takes up its state as after a restart,
 * so whoever looks sees what a job that went on from there would see, whatever the bytes are like. Thread-safe; a copy belongs to
 * who has it made.
 */
public final class OperatorCopies {

    private static final int BATCH_CAPACITY = 1 << 8;

    private final PipelineGraph graph;
    private final Checkpoint from;
    private final JobSettings settings;

    /**
     * Makes none yet.
     *
     * @param graph of the pipeline, of now
     * @param from the captured state
     */
    public OperatorCopies(PipelineGraph graph, Checkpoint from) {
        this.graph = graph;
        this.from = from;
        Instant time = Instant.ofEpochMilli(from.header().timeMillis());
        settings = new JobSettings(InstantSource.fixed(time), BATCH_CAPACITY, 1);
    }

    /**
     * Makes a copy.
     *
     * @param node of the operator, not a sink or a source
     * @param shards whose keys it is to have
     * @throws IllegalStateException if the state was that of another operator
     * @throws Exception whatever making an operator may throw
     */
    public Operator copy(Node node, IntPredicate shards) throws Exception {
        OperatorFactory factory = new OperatorFactory(
                graph,
                0,
                settings,
                new JobFailures(graph, settings, origin -> null),
                () -> {},
                sink -> {
                    throw new AssertionError("nothing is written by a copy");
                },
                false);
        Operator copy = factory.make(node);
        StateReader state = new StateReader(
                from.parts(node.name(), graph.codecs()), new StateReader.Share(0, 1, shards), origin -> origin);
        copy.restore(state);
        if (!state.unread().isEmpty()) {
            throw new IllegalStateException("'" + node.name()
                    + "' is another kind of operator in the pipeline than in the" + " checkpoint, which has "
                    + state.unread() + "; look at it with the pipeline that made it");
        }
        return copy;
    }
}
