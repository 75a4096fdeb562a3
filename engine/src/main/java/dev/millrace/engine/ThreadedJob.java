package dev.millrace.engine;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A job on the workers of a runtime. Thread-safe. */
final class ThreadedJob extends JobView {

    /** How long a reader of accounts waits for a task in the middle of a step, before it takes that task's account of before. */
    private static final int ACCOUNT_TRIES_MAX = 20_000;

    private static final long ACCOUNT_TRY_NANOS = 50_000;

    private final List<Worker> workers;

    ThreadedJob(Pipeline pipeline, JobExecution execution, List<Worker> workers) {
        super(pipeline, execution);
        this.workers = workers;
    }

    @Override
    public void await() throws InterruptedException {
        requireOtherThread();
        execution.end().await();
        requireFinished();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        requireOtherThread();
        if (!execution.end().await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        requireFinished();
        return true;
    }

    @Override
    public void cancel() {
        execution.cancel();
        wakeWorkers();
        if (isOnWorker()) {
            // A callback that stops its own job cannot wait for its own thread.
            return;
        }
        boolean isInterrupted = false;
        while (true) {
            try {
                execution.end().await();
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

    private void requireOtherThread() {
        if (isOnWorker() && !status().isEnd()) {
            throw new IllegalStateException(
                    "job '" + name() + "' cannot be awaited by one of the workers that run it; await it elsewhere");
        }
    }

    private boolean isOnWorker() {
        return workers.stream().anyMatch(Worker::isCurrentThread);
    }

    private void wakeWorkers() {
        workers.forEach(Worker::wakeUp);
    }

    @Override
    void refresh() {
        execution.requestAccounts();
        wakeWorkers();
        for (int i = 0; i < ACCOUNT_TRIES_MAX && !execution.areAccountsPublished() && !isOnWorker(); i++) {
            LockSupport.parkNanos(ACCOUNT_TRY_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
    }
}
