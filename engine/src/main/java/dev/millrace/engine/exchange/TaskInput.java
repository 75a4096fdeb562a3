package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import org.jspecify.annotations.Nullable;

/** Where a task gets its batches from: the lanes of other tasks, or the splits of a source. */
public interface TaskInput {

    /**
     * Gives the last batch back, so that its producer can use it again.
     *
     * @return true if there was one to give back: the producer may be able to go on
     */
    boolean release();

    /**
     * Takes the next batch, without waiting. Its header has the time of the whole input.
     *
     * @return valid until the next call of {@link #release}, which must come before the next call of this; null if there is nothing now
     * @throws Exception whatever a source throws
     */
    @Nullable
    Batch poll() throws Exception;

    /**
     * Tells whether the last batch, with the end in its header, has been taken.
     *
     * @return true if {@link #poll} will return nothing any more
     */
    boolean isFinished();

    /**
     * The epoch that ends here: all that was before its end has been taken, and nothing behind it will come before
     * {@link #passBarrier}.
     *
     * @return its number, or {@link Batch#NO_BARRIER} while none ends here
     */
    long barrier();

    /** The task has captured its state: the next epoch begins. */
    void passBarrier();

    /**
     * Tells why {@link #poll} returned nothing: because there is nothing as far as the sources, or because something is on
     * its way.
     *
     * @return true if nothing will come until something happens outside, or further down
     */
    boolean isQuiet();
}
