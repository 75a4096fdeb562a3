package dev.millrace.engine.job;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.metrics.OperatorCounters;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Takes batches, one at a time, from who hosts the task, with all its columns and signals as they are. Owned by the task's thread. */
final class HandedInput implements TaskInput {

    private final Deque<Batch> handed = new ArrayDeque<>();
    private final OperatorCounters counters = new OperatorCounters();
    private long barrier = Batch.NO_BARRIER;
    private boolean isFinished;

    /** Whether operators may still need the batch that was taken last. */
    private boolean isHeld;

    /** Hands over a batch, which stays as it is until it has been taken, and the task has nothing to do. */
    void hand(Batch batch) {
        handed.add(batch);
    }

    /** Hands over the end, on both outputs of a source, unless it was. */
    void end() {
        if (!isFinished) {
            handed.add(end(Batch.FAILED_PORT));
            handed.add(end(Batch.MAIN_PORT));
        }
    }

    private static Batch end(int port) {
        Batch end = new Batch(0);
        end.port = port;
        end.isEnd = true;
        end.watermark = Long.MAX_VALUE;
        return end;
    }

    /** Whether all that was handed over has been taken, and is not needed any more. */
    boolean isTaken() {
        return handed.isEmpty() && !isHeld;
    }

    /** What happened to the records of the source, as far as they came here. */
    OperatorCounters counters() {
        return counters;
    }

    /** Has an epoch end behind what was handed over. */
    void bar(long epoch) {
        barrier = epoch;
    }

    @Override
    public boolean release() {
        boolean wasHeld = isHeld;
        isHeld = false;
        return wasHeld;
    }

    @Override
    public @Nullable Batch poll() {
        Batch taken = handed.poll();
        if (taken != null) {
            isHeld = true;
            boolean isMain = taken.port == Batch.MAIN_PORT;
            isFinished |= taken.isEnd && isMain;
            counters.in += taken.size;
            counters.passed += isMain ? taken.size : 0;
            counters.out += isMain ? taken.size : 0;
            counters.failed += isMain ? 0 : taken.size;
        }
        return taken;
    }

    @Override
    public boolean isFinished() {
        return isFinished;
    }

    @Override
    public long barrier() {
        return handed.isEmpty() ? barrier : Batch.NO_BARRIER;
    }

    @Override
    public void passBarrier() {
        barrier = Batch.NO_BARRIER;
    }

    @Override
    public boolean isQuiet() {
        return true;
    }
}
