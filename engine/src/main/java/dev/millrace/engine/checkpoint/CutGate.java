package dev.millrace.engine.checkpoint;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one cut at a time through the lanes of a job, be it the end of an epoch or for a view: two that overtook each other would
 * wait for each other where lanes meet. A cut is through when all tasks have handed in for it. Thread-safe.
 */
public final class CutGate {

    private final AtomicBoolean isTaken = new AtomicBoolean();

    /** Makes one that is open. */
    public CutGate() {}

    /** Takes it if it is open. */
    boolean tryEnter() {
        return isTaken.compareAndSet(false, true);
    }

    /** Opens it; by who has taken it. */
    void leave() {
        isTaken.set(false);
    }
}
