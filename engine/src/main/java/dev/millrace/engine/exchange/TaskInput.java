package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import org.jspecify.annotations.Nullable;

/** Where a task gets its batches from: the lanes of other tasks, or the splits of a source. */
public interface TaskInput {

    /**
     * Takes the next batch, without waiting. Its header has the time of the whole input.
     *
     * @return valid until the next call; null if there is nothing now
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
}
