package dev.millrace.api.connector;

import java.time.InstantSource;

/**
 * What a reader may use of its surroundings.
 *
 * @param clock the job's clock; a reader has no other
 * @param wakeUp ends the worker's idling at once; may be called from any thread, is cheap, and never blocks
 */
public record ReaderContext(InstantSource clock, Runnable wakeUp) {}
