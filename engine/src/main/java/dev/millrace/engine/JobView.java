package dev.millrace.engine;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.LongCall;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.checkpoint.Coordinator;
import dev.millrace.engine.job.EndToEnd;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.PushInput;
import dev.millrace.engine.view.CheckpointView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What jobs have in common wherever they run. */
abstract class JobView implements Job {

    private static final System.Logger LOGGER = System.getLogger(Job.class.getName());

    private final Pipeline pipeline;

    JobView(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    final Pipeline pipeline() {
        return pipeline;
    }

    /** What runs the pipeline now. */
    abstract JobExecution execution();

    /** Why it failed, or null. */
    @Nullable
    JobFailedException failure() {
        return execution().failure();
    }

    /** How often it failed and was started anew. */
    abstract int restarts();

    @Override
    public final String name() {
        return pipeline.name();
    }

    @Override
    public final JobStatus status() {
        return execution().status();
    }

    @Override
    public final void pause() {
        execution().pause();
    }

    @Override
    public final void resume() {
        execution().resume();
        onResumed();
    }

    @Override
    public final void drain() {
        execution().drain();
        onResumed();
    }

    /** Sources may have something to do. */
    abstract void onResumed();

    @Override
    public final PendingSavepoint savepoint() {
        return savepoint(Optional.empty());
    }

    @Override
    public final PendingSavepoint savepoint(String label) {
        return savepoint(Optional.of(label));
    }

    private PendingSavepoint savepoint(Optional<String> label) {
        PendingSavepoint asked = execution().savepoint(label);
        onResumed();
        return asked;
    }

    @Override
    public final PendingSavepoint stopWithSavepoint() {
        return stop(Optional.empty());
    }

    @Override
    public final PendingSavepoint stopWithSavepoint(String label) {
        return stop(Optional.of(label));
    }

    private PendingSavepoint stop(Optional<String> label) {
        PendingSavepoint asked = execution().stopWithSavepoint(label);
        onResumed();
        return asked;
    }

    @Override
    public final CheckpointFigures checkpoints() {
        Coordinator.Figures figures = execution().checkpointFigures();
        return figures == null
                ? CheckpointFigures.NONE
                : new CheckpointFigures(
                        figures.completedEpoch(),
                        figures.completed(),
                        figures.failed(),
                        figures.lastBytes(),
                        restarts(),
                        Optional.ofNullable(figures.lastFailure()),
                        figures.lastWholeBytes(),
                        figures.lastChangesBytes(),
                        figures.lastDuration(),
                        figures.wholePauses(),
                        figures.pauses());
    }

    @Override
    public final List<SinkGuarantee> guarantees() {
        return EndToEnd.guarantees(execution().graph(), execution().checkpointFigures() != null);
    }

    @Override
    public final JobSnapshot snapshot() {
        execution().wantDetails();
        refresh();
        return execution().snapshot(status(), checkpoints(), longCalls());
    }

    /** Calls of user code that have not returned for long. */
    List<LongCall> longCalls() {
        return List.of();
    }

    /** Has the tasks publish their accounts, if it can. */
    abstract void refresh();

    @Override
    public final Ledger ledger() {
        refresh();
        return execution().ledger();
    }

    @Override
    public final LookupFigures lookup(String operator) {
        refresh();
        return execution().lookup(operator);
    }

    @Override
    public final StateFigures state(String operator, String state) {
        refresh();
        return execution().state(operator, state);
    }

    @Override
    public final List<HotKey> hotKeys(String operator) {
        execution().wantDetails();
        refresh();
        return execution().hotKeys(operator);
    }

    /** Has the state captured and waits for it. */
    final StateView await(CompletableFuture<CapturedView> captured, Duration timeout) throws InterruptedException {
        try {
            return new CheckpointView(
                    pipeline,
                    captured.get(timeout.toNanos(), TimeUnit.NANOSECONDS).checkpoint());
        } catch (TimeoutException late) {
            captured.cancel(false);
            throw new StateUnavailableException(
                    "job '" + name() + "' had no view after " + timeout + ": "
                            + execution().describeViewProgress()
                            + ". A barrier waits for what is before it in the lanes; wait longer, or see in the ledger what"
                            + " holds it up",
                    late);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new StateUnavailableException(String.valueOf(cause == null ? failed : cause.getMessage()), failed);
        }
    }

    /** Throws unless the job has finished well. */
    final void requireFinished() {
        JobFailedException failure = status() == JobStatus.FAILED ? failure() : null;
        if (failure != null) {
            throw failure;
        }
        if (status() == JobStatus.CANCELLED) {
            throw new CancellationException("job '" + name() + "' was cancelled");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the compiler checked the type where the source was read
    public final <T> Ingress<T> ingress(Stream<T> stream) {
        if (stream.pipeline() != pipeline) {
            throw new IllegalArgumentException("the stream belongs to pipeline '"
                    + stream.pipeline().name() + "', but this job runs another one, '" + name() + "'");
        }
        PushInput input = execution().pushInput(stream.nodeId());
        if (input == null) {
            String node = execution().graph().nodes().get(stream.nodeId()).name();
            throw new IllegalArgumentException("'" + node + "' is not read from a Push source; pass the stream that"
                    + " pipeline.read(name, Push.of(...)) returned");
        }
        return (Ingress<T>) input.ingress();
    }

    @Override
    public final void close() {
        if (!status().isEnd()) {
            LOGGER.log(System.Logger.Level.INFO, "job ''{0}'' was closed before its end, and so cancelled", name());
            cancel();
        }
    }
}
