package dev.millrace.engine.job;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.checkpoint.Coordinator;
import dev.millrace.engine.checkpoint.CutGate;
import dev.millrace.engine.checkpoint.SavepointRequests;
import dev.millrace.engine.state.Extent;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The epochs of one execution, and the checkpoint that it goes on from. Thread-safe. */
final class JobEpochs implements Epochs {

    private final @Nullable Checkpoint restored;

    private final int retained;

    /** By number of a split in the checkpoint: its number in this job. */
    private final int[] numbersOfNow;

    private final Coordinator coordinator;

    JobEpochs(
            CheckpointSettings settings,
            @Nullable Checkpoint restored,
            InstantSource clock,
            PipelineGraph graph,
            JobAssembly assembly,
            int tasks,
            CutGate gate,
            Coordinator.HeaderMaker headers,
            SavepointRequests savepoints,
            Runnable onEnd,
            Runnable onStop) {
        this.restored = restored;
        retained = settings.retained();
        StorableTypes.check(graph);
        if (restored == null) {
            numbersOfNow = new int[0];
        } else {
            if (!settings.isLossAllowed()) {
                requireAllTaken(graph, restored);
            }
            numbersOfNow = assembly.numbersOfNow(restored.header().splits());
        }
        coordinator = new Coordinator(
                settings,
                clock,
                tasks,
                restored == null ? 0 : restored.header().epoch(),
                gate,
                headers,
                savepoints,
                onEnd,
                onStop);
    }

    private static void requireAllTaken(PipelineGraph graph, Checkpoint restored) {
        if (!restored.header().pipeline().equals(graph.name())) {
            throw new IllegalStateException("the checkpoints are those of pipeline '"
                    + restored.header().pipeline() + "', and this is '" + graph.name()
                    + "'; name another directory, or allow it: Checkpoints.allowLostState()");
        }
        Set<String> lost = LostState.of(restored.operatorsWithState(), graph);
        if (!lost.isEmpty()) {
            throw new IllegalStateException("the checkpoint of epoch "
                    + restored.header().epoch() + " of '" + restored.header().pipeline() + "' has state of " + lost
                    + ", which pipeline '" + graph.name()
                    + "' does not have; it would be lost. Give the operators the names"
                    + " of then, or allow it: Checkpoints.allowLostState()");
        }
    }

    @Override
    public @Nullable Checkpoint restored() {
        return restored;
    }

    @Override
    public long originOfNow(long origin) {
        return Origin.isRecord(origin)
                ? Origin.ofRecord(numbersOfNow[Origin.splitOrdinal(origin)], Origin.position(origin))
                : origin;
    }

    @Override
    public long requested() {
        return coordinator.requested();
    }

    @Override
    public int retained() {
        return retained;
    }

    @Override
    public Extent extent() {
        return coordinator.extent();
    }

    @Override
    public void onCaptured(int task, long epoch, CapturedTask state, boolean isLast, long pauseMicros) {
        coordinator.onCaptured(task, epoch, state, isLast, pauseMicros);
    }

    Coordinator coordinator() {
        return coordinator;
    }
}
