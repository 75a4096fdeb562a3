package dev.millrace.api.job;

import java.time.Duration;
import java.util.Optional;

/** A savepoint that was asked for, and may not be there yet. Thread-safe. */
public interface PendingSavepoint {

    /**
     * Tells whether it is known what has become of it.
     *
     * @return true once it is complete, or will never be
     */
    boolean isDone();

    /**
     * Waits until it is complete, but not for ever.
     *
     * @param timeout how long to wait at most; zero to look whether it is there
     * @return empty if it is not known yet what becomes of it
     * @throws SavepointFailedException if it will never be complete
     * @throws InterruptedException if the waiting thread is interrupted; the savepoint is made all the same
     * @throws IllegalStateException if the calling thread is one of those that make it
     */
    Optional<Savepoint> await(Duration timeout) throws InterruptedException;
}
