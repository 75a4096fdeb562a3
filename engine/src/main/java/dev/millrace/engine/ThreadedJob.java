package dev.millrace.engine;

import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.LongCall;
import dev.millrace.api.job.MemoryExceededException;
import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.worker.StepWatch;
import dev.millrace.engine.worker.Task;
import dev.millrace.engine.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job on the workers of a runtime. One that keeps its state may be executed several times: when an execution fails, the next
 * goes on from the last checkpoint. Thread-safe.
 */
final class ThreadedJob extends JobView {

    /** How long a reader of accounts waits for a task in the middle of a step, before it takes that task's account of before. */
    private static final int ACCOUNT_TRIES_MAX = 20_000;

    private static final long ACCOUNT_TRY_NANOS = 50_000;

    private static final System.Logger LOGGER = System.getLogger(ThreadedJob.class.getName());

    private final List<Worker> workers;
    private final StepWatch watch;
    private final Attempts attempts;
    private final JobControl control;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile JobExecution execution;
    private volatile boolean isCancelled;

    /** Why the job failed, where that is more than why its last execution did. */
    private volatile @Nullable JobFailedException lastFailure;

    /** Restarts since a checkpoint was completed. Touched by the thread that ends executions. */
    private int restartsInARow;

    /** Why the execution before failed. Touched by the thread that ends executions. */
    private @Nullable JobFailedException failedBefore;

    /** How often the same record has failed, the last time included. Touched by the thread that ends executions. */
    private int failuresInARow;

    private final AtomicInteger restarts = new AtomicInteger();

    /** Makes executions, each from the newest checkpoint, and runs them. */
    interface Attempts {

        /** Makes one that has not begun. */
        JobExecution make(ThreadedJob job);

        /** Gives its tasks to the workers. */
        void begin(JobExecution execution);

        /** How often to try again, and when; null for never. */
        @Nullable
        Checkpoints checkpoints();

        /** Does something later, if there are checkpoints. */
        void later(Duration wait, Runnable action);

        /** The checkpoints that there are; null if the job makes none. */
        @Nullable
        SavedState saved() throws IOException;

        /** Writes the test of a flight recorder; null if there is none. */
        @Nullable
        FlightWriter flightWriter();

        /** The job has ended. */
        void onEnd(ThreadedJob job);
    }

    ThreadedJob(Pipeline pipeline, List<Worker> workers, StepWatch watch, Attempts attempts) {
        super(pipeline);
        this.workers = workers;
        this.watch = watch;
        this.attempts = attempts;
        control = new JobControl(pipeline.name(), () -> requireOtherThread("asked for a savepoint and waited for"));
        execution = make();
    }

    private JobExecution make() {
        JobExecution made = attempts.make(this);
        made.setOnEnd(outcome -> onExecutionEnd(made, outcome));
        return made;
    }

    /** Called on the last task's thread, or on that which writes checkpoints. */
    private void onExecutionEnd(JobExecution ended, JobStatus outcome) {
        Checkpoints checkpoints = attempts.checkpoints();
        JobFailedException failure = ended.failure();
        if (failure != null && !failure.isSameRecordAs(failedBefore)) {
            writeFlightTest(ended, failure);
        }
        if (failure == null || checkpoints == null || isCancelled || !mayTryAgain(ended, failure, checkpoints)) {
            if (failure != null && failuresInARow > 1) {
                lastFailure = failure.again(failuresInARow);
            }
            finish(outcome);
            return;
        }
        control.onRestarting();
        restartLater(
                checkpoints,
                failure,
                failuresInARow > 1 ? "; the same record has failed " + failuresInARow + " times" : "");
    }

    private void restartLater(Checkpoints checkpoints, JobFailedException failure, String more) {
        Duration wait = checkpoints.backoff(restartsInARow);
        LOGGER.log(
                System.Logger.Level.WARNING,
                "job '" + name() + "' failed, and goes back to its last checkpoint in " + wait + "; restart "
                        + restartsInARow + " of " + checkpoints.restartsMax() + more,
                failure);
        attempts.later(wait, this::restart);
    }

    /** In the thread that has ended the job: bounded by the recorder's limits. Another failure must not hide the first. */
    private void writeFlightTest(JobExecution ended, JobFailedException failure) {
        FlightWriter writer = attempts.flightWriter();
        if (writer == null) {
            return;
        }
        try {
            String where = writer.write(ended.flight(), ended.graph().codecs(), String.valueOf(failure.getMessage()));
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "what job ''{0}'' had read when it failed is in a test that replays it: {1}",
                    name(),
                    where);
        } catch (IOException | RuntimeException failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "what job '" + name() + "' had read when it failed could not be written as a test",
                    failed);
        }
    }

    @Override
    public String writeFlightTest(String reason) throws IOException {
        FlightWriter writer = attempts.flightWriter();
        if (writer == null) {
            return super.writeFlightTest(reason);
        }
        JobExecution current = execution;
        current.wantFlight();
        refresh();
        return writer.write(current.flight(), current.graph().codecs(), reason);
    }

    @Override
    public ResultExplanation explainResult(ResultQuery query) throws IOException {
        requireOtherThread("asked for the records behind a result");
        SavedState saved = attempts.saved();
        return saved == null ? super.explainResult(query) : saved.explainResult(pipeline(), query);
    }

    private boolean mayTryAgain(JobExecution ended, JobFailedException failure, Checkpoints checkpoints) {
        failuresInARow = failure.isSameRecordAs(failedBefore) ? failuresInARow + 1 : 1;
        failedBefore = failure;
        if (failure.getCause() instanceof MemoryExceededException) {
            // The checkpoint has the same state, and the records behind it would make it as large again.
            return false;
        }
        if (failuresInARow > checkpoints.restartsMax()) {
            // Checkpoints before the record may be completed each time, and would have it go on for ever.
            return false;
        }
        var figures = ended.checkpointFigures();
        if (figures != null && figures.completed() > 0) {
            restartsInARow = 0;
        }
        return ++restartsInARow <= checkpoints.restartsMax();
    }

    private void restart() {
        if (isCancelled || status().isEnd()) {
            finish(JobStatus.CANCELLED);
            return;
        }
        try {
            JobExecution next = make();
            restarts.incrementAndGet();
            execution = next;
            control.onRestarted();
            attempts.begin(next);
            if (isCancelled) {
                next.cancel();
            }
        } catch (RuntimeException failed) {
            onFailedStart(
                    failed instanceof JobFailedException known
                            ? known
                            : new JobFailedException(name(), "restart", null, failed));
        }
    }

    /** A source asks its system for splits at each start, and what was the reason of the restart may last. */
    private void onFailedStart(JobFailedException failure) {
        Checkpoints checkpoints = attempts.checkpoints();
        if (checkpoints != null && !isCancelled && ++restartsInARow <= checkpoints.restartsMax()) {
            restartLater(checkpoints, failure, "");
        } else {
            lastFailure = failure;
            finish(JobStatus.FAILED);
        }
    }

    private void finish(JobStatus status) {
        if (!status().isEnd()) {
            // The directory is free before anybody learns that the job has ended, and may start the next.
            attempts.onEnd(this);
            control.onEnd(status);
            if (attempts.checkpoints() != null) {
                LOGGER.log(System.Logger.Level.INFO, summary());
            }
            end.countDown();
        }
    }

    private String summary() {
        CheckpointFigures figures = checkpoints();
        return "job '" + name() + "' is " + status() + " at epoch " + figures.epoch() + " after " + figures.restarts()
                + " restarts; it gave "
                + guarantees().stream().map(SinkGuarantee::toString).collect(Collectors.joining("; "));
    }

    /** Begins the first execution. */
    void begin() {
        attempts.begin(execution);
    }

    @Override
    JobExecution execution() {
        return execution;
    }

    @Override
    int restarts() {
        return restarts.get();
    }

    JobControl control() {
        return control;
    }

    @Override
    @Nullable
    JobFailedException failure() {
        JobFailedException failed = lastFailure;
        return failed == null ? execution.failure() : failed;
    }

    /** Why nothing can be pushed any more, or null while the job runs or is about to run again. */
    @Nullable
    RuntimeException pushRefusal() {
        JobStatus status = status();
        if (!status.isEnd() && !isCancelled) {
            return attempts.checkpoints() == null ? execution.pushRefusal() : control.pushRefusal();
        }
        return status == JobStatus.FAILED ? failure() : execution.pushRefusal();
    }

    @Override
    public void await() throws InterruptedException {
        requireOtherThread("awaited");
        end.await();
        requireFinished();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        requireOtherThread("awaited");
        if (!end.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        requireFinished();
        return true;
    }

    @Override
    public StateView view(Duration timeout) throws InterruptedException {
        if (isOnWorker()) {
            throw new IllegalStateException(
                    "job '" + name() + "' cannot be viewed by one of the workers that run it, since the view would wait"
                            + " for that worker; ask on another thread");
        }
        CompletableFuture<CapturedView> captured = execution.requestView();
        wakeWorkers();
        return await(captured, timeout);
    }

    @Override
    public void cancel() {
        isCancelled = true;
        execution.cancel();
        wakeWorkers();
        // If it waits for its next execution there is nobody else to end it.
        attempts.later(Duration.ZERO, this::endBetweenExecutions);
        if (isOnWorker()) {
            // A callback that stops its own job cannot wait for its own thread.
            return;
        }
        boolean isInterrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException interrupted) {
                // Tasks close in bounded time; leaving now would leave them behind.
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endBetweenExecutions() {
        if (execution.end().getCount() == 0) {
            finish(JobStatus.CANCELLED);
        }
    }

    private void requireOtherThread(String what) {
        if (isOnWorker() && !status().isEnd()) {
            throw new IllegalStateException("job '" + name() + "' cannot be " + what
                    + " by one of the workers that run it; await it elsewhere");
        }
    }

    private boolean isOnWorker() {
        return workers.stream().anyMatch(Worker::isCurrentThread);
    }

    private void wakeWorkers() {
        workers.forEach(Worker::wakeUp);
    }

    @Override
    List<LongCall> longCalls() {
        List<Task> own = execution.tasks();
        return watch.found().stream()
                .filter(step -> own.contains(step.task()))
                .map(step -> new LongCall(step.operator(), step.lasting(), step.place()))
                .toList();
    }

    @Override
    void onResumed() {
        wakeWorkers();
    }

    @Override
    void refresh() {
        JobExecution current = execution;
        current.requestAccounts();
        wakeWorkers();
        for (int i = 0; i < ACCOUNT_TRIES_MAX && !current.areAccountsPublished() && !isOnWorker(); i++) {
            LockSupport.parkNanos(ACCOUNT_TRY_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
    }
}
