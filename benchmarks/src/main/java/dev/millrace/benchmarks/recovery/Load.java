package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Bid;
import org.jspecify.annotations.Nullable;

/**
 * What a source of any engine reads: records as fast as they are taken, until the trial is stopped. Owned by the source's
 * thread.
 *
 * <p>The window of keys moves on when the source is asked where it stands, which is once for each checkpoint. So a hundredth of the
 * keys changes between two of them, however fast an engine is and however long a checkpoint takes. Without checkpoints it
 * moves on when as much time has passed as lies between two.
 */
public final class Load {

    private final Trial trial;
    private final MovingKeys keys;
    private final WindowLog log;
    private long next;
    private long windowEndNanos;

    /**
     * Opens it.
     *
     * @param trial which one
     * @param position from {@link #position}, or null for the beginning
     */
    public Load(Trial trial, byte @Nullable [] position) {
        this.trial = trial;
        keys = trial.keys();
        next = position == null ? 0 : WindowLog.next(position);
        log = position == null ? WindowLog.beginningAt(keys.count()) : WindowLog.ofBytes(position);
        trial.onOpen(next);
    }

    /**
     * To be called before each batch.
     *
     * @return false if there will be no more records
     */
    public boolean hasMore() {
        trial.onEmitted(next);
        if (trial.isStopped()) {
            trial.onIdle(log.copy(), next);
            return false;
        }
        if (!trial.movesAtCheckpoints() && next > keys.count()) {
            moveByClock();
        }
        return true;
    }

    private void moveByClock() {
        long now = System.nanoTime();
        if (windowEndNanos == 0) {
            windowEndNanos = now + trial.intervalNanos();
        } else if (now - windowEndNanos >= 0) {
            windowEndNanos += trial.intervalNanos();
            log.moveAt(next);
        }
    }

    /**
     * Makes the next record.
     *
     * @return a new one
     */
    public Bid next() {
        return keys.bid(next++, log.current());
    }

    /**
     * The number of the next record.
     *
     * @return from 0
     */
    public long sequence() {
        return next;
    }

    /**
     * Where this stands, for a checkpoint that begins now.
     *
     * @return for a new one
     */
    public byte[] position() {
        trial.onCheckpointBegin();
        if (next > log.start(log.current())) {
            log.moveAt(next);
        }
        return log.toBytes(next);
    }
}
