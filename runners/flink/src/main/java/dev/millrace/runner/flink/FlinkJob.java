package dev.millrace.runner.flink;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.view.StateView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** A job that Flink runs. Thread-safe. */
final class FlinkJob implements Job {

    private static final System.Logger LOGGER = System.getLogger(FlinkJob.class.getName());

    /** How long a question to Flink may take. */
    private static final long ANSWER_SECONDS = 60;

    private final PipelineGraph graph;
    private final JobClient client;
    private final List<SinkGuarantee> guarantees;
    private final @Nullable FlinkCheckpoints checkpoints;
    private final CompletableFuture<JobExecutionResult> end;
    private volatile boolean isCancelled;
    private volatile @Nullable FlinkSavepoint stopping;

    FlinkJob(
            PipelineGraph graph,
            JobClient client,
            List<SinkGuarantee> guarantees,
            @Nullable FlinkCheckpoints checkpoints,
            Runnable onEnd) {
        this.graph = graph;
        this.client = client;
        this.guarantees = guarantees;
        this.checkpoints = checkpoints;
        end = client.getJobExecutionResult().whenComplete((result, failure) -> onEnd.run());
    }

    @Override
    public String name() {
        return graph.name();
    }

    @Override
    public JobStatus status() {
        if (end.isDone()) {
            return endStatus();
        }
        return switch (ask(client.getJobStatus())) {
            case RESTARTING, FAILING -> JobStatus.RESTARTING;
            case FINISHED -> stopping == null ? JobStatus.FINISHED : JobStatus.STOPPED;
            case FAILED -> JobStatus.FAILED;
            case CANCELED -> JobStatus.CANCELLED;
            default -> stopping == null ? JobStatus.RUNNING : JobStatus.STOPPING;
        };
    }

    private JobStatus endStatus() {
        if (!end.isCompletedExceptionally()) {
            return stopping == null ? JobStatus.FINISHED : JobStatus.STOPPED;
        }
        return isCancelled || isCancellation(failure()) ? JobStatus.CANCELLED : JobStatus.FAILED;
    }

    private static boolean isCancellation(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, JobCancellationException.class)
                .isPresent();
    }

    private Throwable failure() {
        try {
            end.join();
            throw new IllegalStateException("the job has not failed");
        } catch (CompletionException failed) {
            return cause(failed);
        } catch (CancellationException cancelled) {
            return cancelled;
        }
    }

    /** What went wrong; a future wraps it. */
    static Throwable cause(Exception failed) {
        Throwable cause = failed.getCause();
        return cause == null ? failed : cause;
    }

    @Override
    public void await() throws InterruptedException {
        await(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        try {
            end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException failed) {
            if (endStatus() == JobStatus.CANCELLED) {
                throw new CancellationException("job '" + name() + "' was cancelled");
            }
            throw asOurs(cause(failed));
        }
    }

    /** Finds what an operator of ours has thrown; Flink wraps it, and brings it here as bytes. */
    private JobFailedException asOurs(Throwable failure) {
        ClassLoader classes = Thread.currentThread().getContextClassLoader();
        Optional<JobFailedException> ours =
                ExceptionUtils.findSerializedThrowable(failure, JobFailedException.class, classes);
        return ours.orElseGet(() -> new JobFailedException(name(), "flink", null, failure));
    }

    @Override
    public void cancel() {
        if (!end.isDone()) {
            isCancelled = true;
            ask(client.cancel());
        }
        end.handle((result, failure) -> result).join();
    }

    @Override
    public void close() {
        if (!end.isDone()) {
            LOGGER.log(System.Logger.Level.WARNING, "job ''{0}'' is closed before its end, and cancelled", name());
            cancel();
        }
    }

    private <T> T ask(CompletableFuture<T> question) {
        try {
            return question.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Flink was asked about '" + name() + "'", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("Flink does not answer about '" + name() + "'", failed);
        }
    }

    @Override
    public PendingSavepoint savepoint() {
        return savepoint(Optional.empty());
    }

    @Override
    public PendingSavepoint savepoint(String label) {
        return savepoint(Optional.of(label));
    }

    private FlinkSavepoint savepoint(Optional<String> label) {
        String place = requireCheckpoints().savepoints().toUri().toString();
        return new FlinkSavepoint(name(), label, client.triggerSavepoint(place, SavepointFormatType.CANONICAL));
    }

    @Override
    public PendingSavepoint stopWithSavepoint() {
        return stopWithSavepoint(Optional.empty());
    }

    @Override
    public PendingSavepoint stopWithSavepoint(String label) {
        return stopWithSavepoint(Optional.of(label));
    }

    private synchronized PendingSavepoint stopWithSavepoint(Optional<String> label) {
        FlinkSavepoint asked = stopping;
        if (asked == null) {
            String place = requireCheckpoints().savepoints().toUri().toString();
            asked = new FlinkSavepoint(
                    name(), label, client.stopWithSavepoint(false, place, SavepointFormatType.CANONICAL));
            stopping = asked;
        }
        return asked;
    }

    private FlinkCheckpoints requireCheckpoints() {
        FlinkCheckpoints made = checkpoints;
        if (made == null) {
            throw new IllegalStateException("no savepoint of job '" + name() + "' can be made: it keeps no checkpoints;"
                    + " start it with Checkpoints.in(...)");
        }
        return made;
    }

    /** From Flink's accumulators, which it refreshes by its heartbeat; connections are Flink's, and not in it. */
    @Override
    public Ledger ledger() {
        Map<String, ?> accumulators = end.isDone() && !end.isCompletedExceptionally()
                ? end.join().getAllAccumulatorResults()
                : ask(client.getAccumulators());
        List<Ledger.Row> rows = new ArrayList<>();
        for (Node node : graph.nodes()) {
            String account = LedgerAccumulator.name(node.name());
            if (accumulators.get(account) instanceof List<?> numbers) {
                rows.add(LedgerAccumulator.read(node.name(), numbers));
            }
        }
        return new Ledger(rows, List.of());
    }

    @Override
    public List<SinkGuarantee> guarantees() {
        return guarantees;
    }

    private UnsupportedOperationException notThere(String what, String instead) {
        return new UnsupportedOperationException(what + " of job '" + name() + "' is not there on Flink; " + instead);
    }

    @Override
    public void pause() {
        throw notThere("pause()", "use stopWithSavepoint(), and start again");
    }

    @Override
    public void resume() {
        throw notThere("resume()", "use stopWithSavepoint(), and start again");
    }

    @Override
    public void drain() {
        throw notThere("drain()", "use flink stop --drain");
    }

    @Override
    public JobSnapshot snapshot() {
        throw notThere("snapshot()", "use ledger(), and Flink's metrics");
    }

    @Override
    public CheckpointFigures checkpoints() {
        throw notThere("checkpoints()", "use Flink's checkpoint statistics");
    }

    @Override
    public LookupFigures lookup(String operator) {
        throw notThere("lookup(...)", "use ledger(), and Flink's metrics");
    }

    @Override
    public StateFigures state(String operator, String state) {
        throw notThere("state(...)", "use ledger(), and Flink's metrics");
    }

    @Override
    public List<HotKey> hotKeys(String operator) {
        throw notThere("hotKeys(...)", "use Flink's metrics");
    }

    @Override
    public StateView view(Duration timeout) {
        throw notThere("view(...)", "write what is to be seen to a sink");
    }

    @Override
    public <T> Ingress<T> ingress(Stream<T> stream) {
        throw notThere("ingress(...)", "read files or a topic there");
    }
}
