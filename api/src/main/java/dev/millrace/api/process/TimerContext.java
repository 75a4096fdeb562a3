package dev.millrace.api.process;

import java.time.Instant;

/**
 * A timer that fires, and what can be done then.
 *
 * @param <K> type of the key
 * @param <R> type of the results
 */
public interface TimerContext<K, R> extends KeyContext<K, R> {

    /**
     * The time for which it was set.
     *
     * @return to the millisecond
     */
    default Instant time() {
        return Instant.ofEpochMilli(timeMillis());
    }

    /**
     * As {@link #time}.
     *
     * @return epoch milliseconds
     */
    long timeMillis();

    /**
     * Of which kind it is.
     *
     * @return true for processing time, false for event time
     */
    boolean isProcessingTime();
}
