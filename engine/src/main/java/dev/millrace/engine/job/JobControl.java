package dev.millrace.engine.job;

import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.job.SavepointFailedException;
import dev.millrace.engine.checkpoint.SavepointRequest;
import dev.millrace.engine.checkpoint.SavepointRequests;
import dev.millrace.engine.source.Intake;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a job, and its status. Both outlive its executions: what was asked for before a restart holds after it.
 * Thread-safe.
 *
 * <p>The one place where a status changes, and where it is checked that it may. Source tasks look at {@link #intake}, and the
 * coordinator of epochs at the savepoints that wait; nobody is called.
 */
public final class JobControl implements SavepointRequests {

    private final String job;
    private final Runnable beforeWaiting;

    private volatile JobStatus status = JobStatus.RUNNING;
    private volatile Intake intake = Intake.OPEN;

    /** What sources do again if the job cannot be stopped. Guarded by this, as are all that follow. */
    private Intake beforeStop = Intake.OPEN;

    /** The savepoint that the job is to end with, or null. */
    private @Nullable SavepointRequest stop;

    private final Deque<SavepointRequest> waiting = new ArrayDeque<>();

    /** Written under this. */
    private volatile boolean isAnyWaiting;

    /**
     * Makes that of a job which runs.
     *
     * @param job its name
     * @param beforeWaiting throws if the calling thread must not wait for a savepoint
     */
    public JobControl(String job, Runnable beforeWaiting) {
        this.job = job;
        this.beforeWaiting = beforeWaiting;
    }

    /** What the job is doing. */
    public JobStatus status() {
        return status;
    }

    /** Whether sources are read. */
    public Intake intake() {
        return intake;
    }

    /** Has sources read nothing for now. */
    public synchronized void pause() {
        openOrClose("paused", Intake.PAUSED);
    }

    /** Has sources read on. */
    public synchronized void resume() {
        openOrClose("resumed", Intake.OPEN);
    }

    private void openOrClose(String what, Intake wanted) {
        if (!status.isEnd()) {
            requireNotEnding(what);
            want(wanted);
        }
    }

    private void requireNotEnding(String what) {
        if (intake == Intake.DRAINING || intake == Intake.STOPPING) {
            throw new IllegalStateException("job '" + job + "' cannot be " + what + ": it is being "
                    + (intake == Intake.DRAINING ? "drained" : "stopped with a savepoint")
                    + ", and its sources are not read any more; wait for its end, or cancel it");
        }
    }

    /** Has sources end where they are. */
    public synchronized void drain() {
        if (!status.isEnd() && intake != Intake.DRAINING) {
            requireNotEnding("drained");
            want(Intake.DRAINING);
        }
    }

    /** Asks for a savepoint. */
    public synchronized PendingSavepoint savepoint(Optional<String> label) {
        SavepointRequest request = new SavepointRequest(label, false, beforeWaiting);
        requireNoEnd();
        requireNotEnding("asked for a savepoint");
        add(request);
        return request;
    }

    /** Has the job end with a savepoint. */
    public synchronized PendingSavepoint stop(Optional<String> label) {
        SavepointRequest request = new SavepointRequest(label, true, beforeWaiting);
        requireNoEnd();
        SavepointRequest before = stop;
        if (before != null) {
            return before;
        }
        requireNotEnding("stopped with a savepoint");
        stop = request;
        beforeStop = intake;
        // First this: who sees the barrier of the savepoint must know that it is the last.
        want(Intake.STOPPING);
        add(request);
        return request;
    }

    private void requireNoEnd() {
        if (status.isEnd()) {
            throw new IllegalStateException(
                    "no savepoint of job '" + job + "' can be made: it has ended, and is " + status);
        }
    }

    private void add(SavepointRequest request) {
        waiting.add(request);
        isAnyWaiting = true;
    }

    private void want(Intake wanted) {
        intake = wanted;
        if (status != JobStatus.RESTARTING) {
            become(wantedStatus());
        }
    }

    private JobStatus wantedStatus() {
        return switch (intake) {
            case OPEN -> JobStatus.RUNNING;
            case PAUSED -> JobStatus.PAUSED;
            case STOPPING -> JobStatus.STOPPING;
            case DRAINING -> JobStatus.DRAINING;
        };
    }

    private void become(JobStatus next) {
        if (next != status) {
            if (!status.successors().contains(next)) {
                throw new AssertionError("job '" + job + "' is " + status + " and cannot become " + next);
            }
            status = next;
        }
    }

    /** The job has failed, and waits to go back to its last checkpoint. */
    public synchronized void onRestarting() {
        become(JobStatus.RESTARTING);
    }

    /** It goes on from there, as was wanted before or meanwhile. */
    public synchronized void onRestarted() {
        become(wantedStatus());
    }

    /** The job has ended, once. Tells whoever waits for a savepoint. */
    public void onEnd(JobStatus end) {
        Deque<SavepointRequest> left;
        SavepointRequest last;
        synchronized (this) {
            become(end);
            left = new ArrayDeque<>(waiting);
            last = stop;
            waiting.clear();
            isAnyWaiting = false;
        }
        boolean isGood = end == JobStatus.STOPPED || end == JobStatus.FINISHED;
        for (SavepointRequest request : left) {
            if (request == last && isGood && request.written() != null) {
                request.finish();
            } else {
                request.fail(new SavepointFailedException(job, reason(request, end), null));
            }
        }
    }

    private static String reason(SavepointRequest request, JobStatus end) {
        Savepoint written = request.written();
        return "the job is " + end + " before "
                + (written == null ? "there was one" : "its sinks had committed; but there is " + written);
    }

    /** Why nothing can be pushed any more, or null. */
    public @Nullable RuntimeException pushRefusal() {
        return switch (intake) {
            case OPEN, PAUSED -> null;
            case STOPPING -> new IllegalStateException("job '" + job + "' is being stopped with a savepoint");
            case DRAINING -> new IllegalStateException("job '" + job + "' is being drained");
        };
    }

    @Override
    public boolean isAnyWaiting() {
        return isAnyWaiting;
    }

    @Override
    public synchronized @Nullable SavepointRequest first() {
        return waiting.peek();
    }

    @Override
    public void onWritten(SavepointRequest request, Savepoint savepoint) {
        request.onWritten(savepoint);
        if (!request.isStop()) {
            remove(request);
            request.finish();
        }
        // Else it stays until the job has ended: if that fails the job restarts, and is stopped then.
    }

    @Override
    public void onFailed(SavepointRequest request, Exception cause) {
        synchronized (this) {
            remove(request);
            if (request == stop && !status.isEnd()) {
                stop = null;
                want(beforeStop);
            }
        }
        request.fail(new SavepointFailedException(
                job, "it could not be written, and the job goes on; ask again when " + cause + " is mended", cause));
    }

    private synchronized void remove(SavepointRequest request) {
        waiting.remove(request);
        isAnyWaiting = !waiting.isEmpty();
    }
}
