package dev.millrace.engine.log;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Has threads that wait for the same file work for each other. Group commit (DeWitt, Katz, Olken, Shapiro, Stonebraker, Wood,
 * SIGMOD 1984): the first that waits takes all that has been encoded, writes and syncs it, and wakes the others; meanwhile others
 * encode the next group. Whoever works owns the file. Thread-safe.
 */
public final class GroupCommit {

    private final ReentrantLock gate = new ReentrantLock();
    private final Condition isIdle = gate.newCondition();

    /** Guarded by gate. */
    private boolean isBusy;

    /** What is done with the file. */
    public interface Work {

        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Returns when something is done, by this thread or by another.
     *
     * @param isDone asked by one thread at a time; may throw
     * @param work brings it nearer
     * @throws IOException what the work of this thread throws
     */
    public void await(BooleanSupplier isDone, Work work) throws IOException {
        gate.lock();
        try {
            while (!isDone.getAsBoolean()) {
                if (isBusy) {
                    isIdle.awaitUninterruptibly();
                } else {
                    busily(work);
                }
            }
        } finally {
            gate.unlock();
        }
    }

    /** Does something as the owner of the file, as soon as nobody else is. */
    public void alone(Work work) throws IOException {
        gate.lock();
        try {
            while (isBusy) {
                isIdle.awaitUninterruptibly();
            }
            busily(work);
        } finally {
            gate.unlock();
        }
    }

    /** Called and left with the gate locked, which is open meanwhile. */
    private void busily(Work work) throws IOException {
        isBusy = true;
        gate.unlock();
        try {
            work.run();
        } finally {
            gate.lock();
            isBusy = false;
            isIdle.signalAll();
        }
    }
}
