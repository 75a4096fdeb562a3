package dev.millrace.engine.checkpoint;

import dev.millrace.api.job.CheckpointFigures.Pauses;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.job.Savepoint;
import dev.millrace.engine.metrics.LogLinearHistogram;
import dev.millrace.engine.state.Extent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an epoch ends, gathers what the tasks hand in for it, and has it written. Thread-safe.
 *
 * <p>One epoch at a time: it is requested, every task captures its state at the barrier and hands it in, the writer makes the file,
 * and then the epoch is complete and sinks commit it. If the file cannot be written the job goes on, what sinks prepared stays
 * prepared, and the next epoch, which holds it too, is tried when it is due.
 *
 * <p>The first checkpoint of an execution is of all of the state, the others of what has changed since the last complete one: a {@link Chain}
 * of files.
 */
public final class Coordinator {

    private static final System.Logger LOGGER = System.getLogger(Coordinator.class.getName());

    private final CheckpointSettings settings;
    private final InstantSource clock;
    private final CutGate gate;
    private final HeaderMaker headers;
    private final SavepointRequests savepoints;
    private final Runnable onEnd;
    private final Runnable onStop;

    /** By task: what it handed in for the epoch under way. Guarded by this. */
    private final @Nullable CapturedTask[] captured;

    private int capturedCount;
    private int lastCount;
    private long failedInARow;

    /**
     * The savepoint that the epoch under way is to be, or null if it is a checkpoint like others. Guarded by this.
     */
    private @Nullable SavepointRequest savepoint;

    /** Of what is captured: all of the state, or changes. Guarded by this. */
    private final LogLinearHistogram wholePauses = new LogLinearHistogram();

    private final LogLinearHistogram pauses = new LogLinearHistogram();

    private final Chain chain;

    private long beganMillis;

    /** Of the epoch that is to end. Written before {@link #requested}. */
    private Extent extent = Extent.WHOLE;

    /** The last epoch that is to end. Written under this. */
    private volatile long requested;

    /** The last epoch that is complete. Written by the writer. */
    private volatile long completed;

    private volatile boolean isUnderWay;
    private volatile boolean isStopped;
    private volatile long dueMillis;
    private volatile Counts counts = new Counts(0, 0, 0, 0, null, Duration.ZERO);

    private record Counts(
            long completedEpoch,
            long completed,
            long failed,
            long lastBytes,
            @Nullable Throwable lastFailure,
            Duration lastDuration) {}

    /** Makes the header of a checkpoint. */
    public interface HeaderMaker {

        /** Makes one. */
        CheckpointHeader make(long epoch, CheckpointHeader.Kind kind, long timeMillis);
    }

    /**
     * How checkpoints went so far.
     *
     * @param completedEpoch the last one that is complete
     * @param completed how many were completed by this execution
     * @param failed how many could not be written
     * @param lastBytes length of the last one
     * @param lastFailure why the last one that failed did, or null
     * @param lastWholeBytes length of the last file with all of the state
     * @param lastChangesBytes length of the last file with changes
     * @param lastDuration of the last complete one
     * @param wholePauses of tasks that wrote all of their state
     * @param pauses of tasks that wrote what had changed
     */
    public record Figures(
            long completedEpoch,
            long completed,
            long failed,
            long lastBytes,
            @Nullable Throwable lastFailure,
            long lastWholeBytes,
            long lastChangesBytes,
            Duration lastDuration,
            Pauses wholePauses,
            Pauses pauses) {}

    /**
     * Makes one.
     *
     * @param settings of the job
     * @param clock of the job
     * @param tasks how many there are
     * @param epoch the last one of the checkpoint that the job starts from, or 0
     * @param gate that views go through, too
     * @param headers says what the job is
     * @param savepoints those that are asked for
     * @param onEnd called when a checkpoint is complete in which all tasks had processed all their input
     * @param onStop called when a savepoint is complete with which the job is to end
     */
    public Coordinator(
            CheckpointSettings settings,
            InstantSource clock,
            int tasks,
            long epoch,
            CutGate gate,
            HeaderMaker headers,
            SavepointRequests savepoints,
            Runnable onEnd,
            Runnable onStop) {
        this.settings = settings;
        this.clock = clock;
        this.gate = gate;
        this.headers = headers;
        this.savepoints = savepoints;
        this.onEnd = onEnd;
        this.onStop = onStop;
        chain = new Chain(settings, () -> isStopped);
        captured = new @Nullable CapturedTask[tasks];
        requested = epoch;
        completed = epoch;
        dueMillis = clock.millis() + settings.intervalMillis();
    }

    /** The last epoch that is to end; begins one if it is time. */
    public long requested() {
        if (!isUnderWay && !isStopped && (savepoints.isAnyWaiting() || clock.millis() >= dueMillis)) {
            begin();
        }
        return requested;
    }

    /** The last epoch that is complete. */
    public long completed() {
        return completed;
    }

    /** How checkpoints went so far. */
    public synchronized Figures figures() {
        Counts now = counts;
        return new Figures(
                now.completedEpoch,
                now.completed,
                now.failed,
                now.lastBytes,
                now.lastFailure,
                chain.lastWholeBytes(),
                chain.lastChangesBytes(),
                now.lastDuration,
                pauses(wholePauses),
                pauses(pauses));
    }

    private static Pauses pauses(LogLinearHistogram histogram) {
        LatencyHistogram pauses = histogram.snapshot();
        return new Pauses(pauses.count(), pauses.percentile(50), pauses.percentile(99), pauses.max());
    }

    /** How much is to be captured for the epoch that {@link #requested} has given last. */
    public Extent extent() {
        return extent;
    }

    /** Has the next epoch end as soon as can be. */
    public void hurry() {
        dueMillis = Long.MIN_VALUE;
    }

    private synchronized void begin() {
        if (!isUnderWay && !isStopped && gate.tryEnter()) {
            isUnderWay = true;
            savepoint = savepoints.first();
            beganMillis = clock.millis();
            dueMillis = beganMillis + settings.intervalMillis();
            // A savepoint needs no other file, and no checkpoint needs it: it may be carried away, or deleted.
            extent = savepoint == null ? chain.next() : Extent.ASIDE;
            requested++;
        }
    }

    /**
     * Takes what a task hands in.
     *
     * @param task its number
     * @param epoch for which epoch
     * @param state of the task
     * @param isLast whether the task has processed all its input
     * @param pauseMicros the longest that it has done nothing else for that
     */
    public synchronized void onCaptured(int task, long epoch, CapturedTask state, boolean isLast, long pauseMicros) {
        assert isUnderWay && epoch == requested && captured[task] == null : "one epoch at a time, once for each task";
        (extent.isWhole() ? wholePauses : pauses).add(TimeUnit.MICROSECONDS.toNanos(pauseMicros), 1);
        captured[task] = state;
        capturedCount++;
        lastCount += isLast ? 1 : 0;
        if (capturedCount == captured.length && !isStopped) {
            List<CapturedTask> all = new ArrayList<>();
            for (@Nullable CapturedTask one : captured) {
                assert one != null : "counted";
                all.add(one);
            }
            boolean isEnd = lastCount == captured.length;
            Arrays.fill(captured, null);
            capturedCount = 0;
            lastCount = 0;
            SavepointRequest asked = savepoint;
            gate.leave();
            settings.writer().execute(() -> write(epoch, all, isEnd, asked));
        }
    }

    private void write(long epoch, List<CapturedTask> tasks, boolean isEnd, @Nullable SavepointRequest asked) {
        boolean isStop = asked != null && asked.isStop();
        try {
            CheckpointHeader header = headers.make(epoch, kind(isEnd, asked), clock.millis());
            String name = CheckpointFiles.name(
                    header, asked == null ? null : asked.label().orElse(null));
            long bytes = chain.write(name, header, tasks, extent);
            failedInARow = 0;
            counts = new Counts(
                    epoch,
                    counts.completed + 1,
                    counts.failed,
                    bytes,
                    counts.lastFailure,
                    Duration.ofMillis(Math.max(0, clock.millis() - beganMillis)));
            if (asked != null) {
                savepoints.onWritten(
                        asked,
                        new Savepoint(
                                epoch, asked.label(), name, settings.storage().describe(), bytes));
                isStopped |= isStop;
            }
            completed = epoch;
        } catch (IOException | RuntimeException failure) {
            onFailure(epoch, isEnd, failure);
            if (asked != null) {
                savepoints.onFailed(asked, failure);
            }
            return;
        } finally {
            isUnderWay = false;
        }
        if (isEnd) {
            onEnd.run();
        } else if (isStop) {
            onStop.run();
        }
        try {
            chain.tidy();
        } catch (IOException | RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, "old checkpoints could not be removed; tried again later", failure);
        }
    }

    private static CheckpointHeader.Kind kind(boolean isEnd, @Nullable SavepointRequest asked) {
        if (asked != null) {
            return CheckpointHeader.Kind.SAVEPOINT;
        }
        return isEnd ? CheckpointHeader.Kind.END : CheckpointHeader.Kind.CHECKPOINT;
    }

    private void onFailure(long epoch, boolean isEnd, Exception failure) {
        failedInARow++;
        counts = new Counts(
                counts.completedEpoch,
                counts.completed,
                counts.failed + 1,
                counts.lastBytes,
                failure,
                counts.lastDuration);
        LOGGER.log(
                failedInARow > 1 ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                "checkpoint " + epoch + " could not be written, " + failedInARow
                        + " in a row now; the job goes on, but sinks"
                        + (isEnd ? " cannot commit their last results" : " commit nothing")
                        + ", and a restart would go back to epoch " + completed,
                failure);
    }

    /** No more epochs: the job stops. What is being written may still become complete. */
    public void stop() {
        isStopped = true;
    }
}
