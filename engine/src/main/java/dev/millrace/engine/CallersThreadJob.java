package dev.millrace.engine;

import dev.millrace.api.job.JobStatus;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.job.DirectPush;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.worker.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A job without threads: every push runs the whole pipeline before it returns. Not thread-safe; used by the one thread
 * that started it.
 *
 * <pre>{@code
 * CallersThreadJob job = runtime.startOnCallersThread(pipeline);
 * Ingress<Bid> in = job.ingress(bids);
 * in.put(bid);          // results that this bid causes have reached the sinks when put returns
 * job.runUntilIdle();   // now and then, so that silence can close windows and answers of lookups go on
 * in.close();           // closes all windows and commits the sinks
 * }</pre>
 */
public final class CallersThreadJob extends JobView {

    /** How long an answer from outside is awaited before the clock is looked at. */
    private static final long PARK_NANOS = 1_000_000;

    private final JobExecution execution;
    /** An array: an iterator would be an object for each record that is pushed, where the compiler leaves it in. */
    private final Task[] tasks;

    /** Whether a step is under way, so that a callback cannot start another inside it. */
    private boolean isRunning;

    private CallersThreadJob(Pipeline pipeline, JobExecution execution) {
        super(pipeline);
        this.execution = execution;
        tasks = execution.tasks().toArray(Task[]::new);
    }

    static CallersThreadJob start(Pipeline pipeline, JobSettings settings) {
        Thread thread = Thread.currentThread();
        CallersThreadJob[] self = new CallersThreadJob[1];
        JobExecution execution = new JobExecution(
                pipeline.freeze(),
                new JobControl(pipeline.name(), () -> {}),
                settings.unobserved(),
                1,
                worker -> () -> LockSupport.unpark(thread),
                (source, push, wakeUp, refusal) -> {
                    if (push.log() != null) {
                        throw new IllegalArgumentException("'" + source + "' keeps records in "
                                + push.log().describe() + ", and a job on the caller's thread keeps none; start it on"
                                + " workers, or leave out journal(...) and spillTo(...)");
                    }
                    return new DirectPush(source, callerOf(self), refusal);
                });
        self[0] = new CallersThreadJob(pipeline, execution);
        return self[0];
    }

    private static DirectPush.Caller callerOf(CallersThreadJob[] self) {
        return new DirectPush.Caller() {
            @Override
            public void requireResting() {
                self[0].requireResting();
            }

            @Override
            public void run() {
                self[0].runUntilIdle();
            }
        };
    }

    @Override
    JobExecution execution() {
        return execution;
    }

    @Override
    int restarts() {
        return 0;
    }

    private void requireResting() {
        if (isRunning) {
            throw new IllegalStateException("job '" + name() + "' is at work on this thread already; its functions and"
                    + " sinks must not push into it or run it");
        }
    }

    /**
     * Steps the job until it has nothing to do: for sources that are not pushed, and so that the clock is looked at and
     * silence can close windows.
     *
     * @throws dev.millrace.api.job.JobFailedException if the job fails
     * @throws java.util.concurrent.CancellationException if one of its own functions or sinks cancels it
     */
    public void runUntilIdle() {
        requireResting();
        if (status().isEnd()) {
            return;
        }
        isRunning = true;
        try {
            boolean hasMoved = true;
            while (hasMoved) {
                hasMoved = false;
                for (Task task : tasks) {
                    hasMoved |= task.step() == Task.Progress.MOVED;
                }
            }
        } finally {
            isRunning = false;
        }
        if (status().isEnd()) {
            requireFinished();
        }
    }

    /**
     * Runs the job until it ends, waiting for the answers of lookups where it must. A job that waits for pushes never ends by
     * itself: close its ingresses before.
     *
     * @throws dev.millrace.api.job.JobFailedException if it fails
     * @throws IllegalStateException if it waits for something that only this thread could bring
     */
    @Override
    public void await() {
        runUntilIdle();
        while (!status().isEnd() && execution.isWaiting()) {
            // An answer that comes just before ends this at once; so does a timeout, by being looked at.
            LockSupport.parkNanos(PARK_NANOS);
            runUntilIdle();
        }
        if (status() == JobStatus.PAUSED) {
            throw new IllegalStateException(
                    "job '" + name() + "' is paused, and this is the only thread that could resume it");
        }
        if (!status().isEnd()) {
            throw new IllegalStateException("job '" + name() + "' waits for records, and this is the only thread that"
                    + " could bring them; close its ingresses first");
        }
        requireFinished();
    }

    /** Runs what can be run now; tells whether the job has ended instead of waiting or throwing. */
    @Override
    public boolean await(Duration timeout) {
        runUntilIdle();
        if (status().isEnd()) {
            requireFinished();
        }
        return status().isEnd();
    }

    /** Runs what can be run now; the view is there unless a sink that is not ready keeps it back. */
    @Override
    public StateView view(Duration timeout) throws InterruptedException {
        requireResting();
        CompletableFuture<CapturedView> captured = execution.requestView();
        runUntilIdle();
        return await(captured, Duration.ZERO);
    }

    @Override
    public void cancel() {
        execution.cancel();
        if (!isRunning) {
            for (Task task : tasks) {
                task.step();
            }
        }
    }

    /** What was pushed while the job was paused goes on its way now. */
    @Override
    void onResumed() {
        if (!isRunning) {
            runUntilIdle();
        }
    }

    @Override
    void refresh() {
        execution.publishAccounts();
    }
}
