package dev.millrace.api.connector;

import java.time.InstantSource;

/**
 * What a reader may use of its surroundings.
 *
 * @param clock the job's clock; a reader has no other
 * @param wakeUp ends the worker's idling at once; may be called from any thread, is cheap, and never blocks
 * @param isNew whether the split appeared after the job had first been started, while it ran or between two runs: a source
 *     that begins with what comes after its start reads such a split from its beginning, or it would lose records
 */
public record ReaderContext(InstantSource clock, Runnable wakeUp, boolean isNew) {

    /**
     * The surroundings of a split that was there from the start.
     *
     * @param clock the job's clock
     * @param wakeUp ends the worker's idling
     */
    public ReaderContext(InstantSource clock, Runnable wakeUp) {
        this(clock, wakeUp, false);
    }
}
