package dev.millrace.engine.job;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.engine.batch.Barrier;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.checkpoint.ViewCoordinator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The views of one execution, and which barrier its sources send next: that of a view, or of an epoch. Thread-safe. */
final class JobViews implements Cuts {

    private final PipelineGraph graph;
    private final ViewCoordinator coordinator;

    /** Null if the job makes no checkpoints. */
    private final @Nullable Epochs epochs;

    JobViews(PipelineGraph graph, ViewCoordinator coordinator, @Nullable Epochs epochs) {
        this.graph = graph;
        this.coordinator = coordinator;
        this.epochs = epochs;
    }

    CompletableFuture<CapturedView> request() {
        StorableTypes.check(graph);
        return coordinator.request();
    }

    /** The last view that is to be captured. */
    long requested() {
        return coordinator.requested();
    }

    String describeProgress() {
        return coordinator.describeProgress();
    }

    /** No more views, since the job does what {@code does} says. */
    void stop(String does) {
        coordinator.stop(new StateUnavailableException("job '" + graph.name() + "' " + does
                + ", and has no state to look at any more; what it left in its checkpoints is read by SavedState"));
    }

    /** Epochs first: who asks for one view after the other must not keep them from ending. */
    @Override
    public long barrier() {
        long epoch = epochs == null ? Batch.NO_BARRIER : epochs.requested();
        long view = coordinator.requested();
        return coordinator.isUnderWay() ? Barrier.ofView(view) : epoch;
    }

    @Override
    public void onViewCaptured(int task, long view, CapturedTask state) {
        coordinator.onCaptured(task, view, state);
    }

    @Override
    public void onViewFailed(Exception failure) {
        coordinator.onFailed(new StateUnavailableException(
                "the state of job '" + graph.name() + "' cannot be stored, and so not be looked at: "
                        + failure.getMessage(),
                failure));
    }
}
