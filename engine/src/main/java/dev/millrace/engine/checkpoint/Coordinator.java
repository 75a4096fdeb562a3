package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an epoch ends, gathers what the tasks hand in for it, and has it written. Thread-safe.
 *
 * <p>One epoch at a time: it is requested, every task captures its state at the barrier and hands it in, the writer makes the file,
 * and then the epoch is complete and sinks commit it. If the file cannot be written the job goes on, what sinks prepared stays
 * prepared, and the next epoch, which holds it too, is tried when it is due.
 */
public final class Coordinator {

    private static final System.Logger LOGGER = System.getLogger(Coordinator.class.getName());

    private final CheckpointSettings settings;
    private final CheckpointFiles files;
    private final InstantSource clock;
    private final CutGate gate;
    private final HeaderMaker headers;
    private final Runnable onEnd;

    /** By task: what it handed in for the epoch under way. Guarded by this. */
    private final @Nullable BinaryOutput[] captured;

    private int capturedCount;
    private int lastCount;
    private long failedInARow;

    /** The last epoch that is to end. Written under this. */
    private volatile long requested;

    /** The last epoch that is complete. Written by the writer. */
    private volatile long completed;

    private volatile boolean isUnderWay;
    private volatile boolean isStopped;
    private volatile long dueMillis;
    private volatile Figures figures = new Figures(0, 0, 0, 0, null);

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
     */
    public record Figures(
            long completedEpoch,
            long completed,
            long failed,
            long lastBytes,
            @Nullable Throwable lastFailure) {}

    /**
     * Makes one.
     *
     * @param settings of the job
     * @param clock of the job
     * @param tasks how many there are
     * @param epoch the last one of the checkpoint that the job starts from, or 0
     * @param gate that views go through, too
     * @param headers says what the job is
     * @param onEnd called when a checkpoint is complete in which all tasks had processed all their input
     */
    public Coordinator(
            CheckpointSettings settings,
            InstantSource clock,
            int tasks,
            long epoch,
            CutGate gate,
            HeaderMaker headers,
            Runnable onEnd) {
        this.settings = settings;
        this.clock = clock;
        this.gate = gate;
        this.headers = headers;
        this.onEnd = onEnd;
        files = new CheckpointFiles(settings.storage());
        captured = new @Nullable BinaryOutput[tasks];
        requested = epoch;
        completed = epoch;
        dueMillis = clock.millis() + settings.intervalMillis();
    }

    /** The last epoch that is to end; begins one if it is time. */
    public long requested() {
        if (!isUnderWay && !isStopped && clock.millis() >= dueMillis) {
            begin();
        }
        return requested;
    }

    /** The last epoch that is complete. */
    public long completed() {
        return completed;
    }

    /** How checkpoints went so far. */
    public Figures figures() {
        return figures;
    }

    /** Has the next epoch end as soon as can be. */
    public void hurry() {
        dueMillis = Long.MIN_VALUE;
    }

    private synchronized void begin() {
        if (!isUnderWay && !isStopped && gate.tryEnter()) {
            isUnderWay = true;
            dueMillis = clock.millis() + settings.intervalMillis();
            requested++;
        }
    }

    /**
     * Takes what a task hands in.
     *
     * @param task its number
     * @param epoch for which epoch
     * @param bytes not changed any more
     * @param isLast whether the task has processed all its input
     */
    public synchronized void onCaptured(int task, long epoch, BinaryOutput bytes, boolean isLast) {
        assert isUnderWay && epoch == requested && captured[task] == null : "one epoch at a time, once for each task";
        captured[task] = bytes;
        capturedCount++;
        lastCount += isLast ? 1 : 0;
        if (capturedCount == captured.length && !isStopped) {
            List<BinaryOutput> all = new ArrayList<>();
            for (@Nullable BinaryOutput one : captured) {
                assert one != null : "counted";
                all.add(one);
            }
            boolean isEnd = lastCount == captured.length;
            Arrays.fill(captured, null);
            capturedCount = 0;
            lastCount = 0;
            gate.leave();
            settings.writer().execute(() -> write(epoch, all, isEnd));
        }
    }

    private void write(long epoch, List<BinaryOutput> tasks, boolean isEnd) {
        CheckpointHeader.Kind kind = isEnd ? CheckpointHeader.Kind.END : CheckpointHeader.Kind.CHECKPOINT;
        try {
            long bytes = files.write(headers.make(epoch, kind, clock.millis()), tasks);
            failedInARow = 0;
            figures = new Figures(epoch, figures.completed + 1, figures.failed, bytes, figures.lastFailure);
            completed = epoch;
        } catch (IOException | RuntimeException failure) {
            onFailure(epoch, isEnd, failure);
            return;
        } finally {
            isUnderWay = false;
        }
        if (isEnd) {
            onEnd.run();
        }
        try {
            files.removeOld(settings.retained());
        } catch (IOException | RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, "old checkpoints could not be removed; tried again later", failure);
        }
    }

    private void onFailure(long epoch, boolean isEnd, Exception failure) {
        failedInARow++;
        figures =
                new Figures(figures.completedEpoch, figures.completed, figures.failed + 1, figures.lastBytes, failure);
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
