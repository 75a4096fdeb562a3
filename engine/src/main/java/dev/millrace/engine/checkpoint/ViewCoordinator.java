package dev.millrace.engine.checkpoint;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Has the state of a job captured for those who want to look at it. Thread-safe.
 *
 * <p>A view is cut as an epoch is: by barriers that sources send between two records and that tasks wait for on all their
 * lanes. But nothing is written, and sinks neither prepare nor commit: it takes no part in what is exactly-once, and needs no
 * checkpoints. All who ask before a cut begins get what comes of it.
 */
public final class ViewCoordinator {

    private final CutGate gate;
    private final InstantSource clock;
    private final Coordinator.HeaderMaker headers;
    private final IntFunction<String> taskNames;

    /** By task: what it has handed in for the view under way. Guarded by this. */
    private final @Nullable CapturedTask[] captured;

    private int capturedCount;

    /** Those whose cut has not begun. Guarded by this. */
    private List<CompletableFuture<CapturedView>> waiting = new ArrayList<>();

    /** Those whose cut is under way. Guarded by this. */
    private List<CompletableFuture<CapturedView>> served = new ArrayList<>();

    /** Why there are no more views; null while there are. Guarded by this. */
    private @Nullable RuntimeException end;

    /** Whether anybody waits: what tasks look at first. */
    private volatile boolean isWanted;

    /** The last view that is to be captured. */
    private volatile long requested;

    private volatile boolean isUnderWay;

    /**
     * Makes one.
     *
     * @param gate that epochs go through, too
     * @param clock of the job
     * @param tasks how many there are
     * @param headers says what the job is
     * @param taskNames by number
     */
    public ViewCoordinator(
            CutGate gate,
            InstantSource clock,
            int tasks,
            Coordinator.HeaderMaker headers,
            IntFunction<String> taskNames) {
        this.gate = gate;
        this.clock = clock;
        this.headers = headers;
        this.taskNames = taskNames;
        captured = new @Nullable CapturedTask[tasks];
    }

    /** Asks for a view. It is completed by the thread of a task, or with an exception when the job ends. */
    public synchronized CompletableFuture<CapturedView> request() {
        CompletableFuture<CapturedView> view = new CompletableFuture<>();
        if (end != null) {
            view.completeExceptionally(end);
        } else {
            waiting.add(view);
            isWanted = true;
        }
        return view;
    }

    /** The last view that is to be captured; begins one if somebody waits and nothing else is under way. */
    public long requested() {
        if (isWanted && !isUnderWay) {
            begin();
        }
        return requested;
    }

    /** Whether some task has still to capture the last one. */
    public boolean isUnderWay() {
        return isUnderWay;
    }

    private synchronized void begin() {
        if (isWanted && !isUnderWay && end == null && gate.tryEnter()) {
            isWanted = false;
            served = waiting;
            waiting = new ArrayList<>();
            requested++;
            isUnderWay = true;
        }
    }

    /**
     * Takes what a task hands in.
     *
     * @param task its number
     * @param view for which view
     * @param state of the task
     */
    public void onCaptured(int task, long view, CapturedTask state) {
        List<CapturedTask> all = new ArrayList<>();
        List<CompletableFuture<CapturedView>> ready;
        synchronized (this) {
            assert isUnderWay && view == requested && captured[task] == null : "one view at a time, once for each task";
            captured[task] = state;
            if (++capturedCount < captured.length) {
                return;
            }
            for (@Nullable CapturedTask one : captured) {
                assert one != null : "counted";
                all.add(one);
            }
            Arrays.fill(captured, null);
            capturedCount = 0;
            ready = served;
            served = new ArrayList<>();
            isUnderWay = false;
            gate.leave();
        }
        CheckpointHeader header = headers.make(view, CheckpointHeader.Kind.CHECKPOINT, clock.millis());
        CapturedView made = new CapturedView(header, all);
        ready.forEach(each -> each.complete(made));
    }

    /**
     * A task cannot write its state: there is no view, but the job goes on, so the others hand in as they would.
     *
     * @param failure why
     */
    public void onFailed(RuntimeException failure) {
        List<CompletableFuture<CapturedView>> failed;
        synchronized (this) {
            failed = List.copyOf(served);
        }
        failed.forEach(each -> each.completeExceptionally(failure));
    }

    /**
     * No more views: the job ends. Those who wait get none.
     *
     * @param reason tells them
     */
    public void stop(RuntimeException reason) {
        List<CompletableFuture<CapturedView>> failed = new ArrayList<>();
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = reason;
            isWanted = false;
            failed.addAll(waiting);
            failed.addAll(served);
        }
        failed.forEach(each -> each.completeExceptionally(reason));
    }

    /** Says what a view that does not come waits for, for the message. */
    public synchronized String describeProgress() {
        if (!isUnderWay) {
            return isWanted
                    ? "it has not begun, since an epoch is under way or no task has run"
                    : "nothing is asked for";
        }
        StringJoiner missing = new StringJoiner(", ");
        for (int task = 0; task < captured.length; task++) {
            if (captured[task] == null) {
                missing.add(taskNames.apply(task));
            }
        }
        return "these tasks have not come to it: " + missing;
    }
}
