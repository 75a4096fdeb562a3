package dev.millrace.api.process;

import java.time.Instant;

/**
 * A record, and what can be done with it.
 *
 * @param <K> type of the key
 * @param <T> type of the record
 * @param <R> type of the results
 */
public interface RecordContext<K, T, R> extends KeyContext<K, R> {

    /**
     * The record, with all that its source delivers of it. So headers are part of it, where a source has some.
     *
     * @return never null; must not be changed
     */
    T value();

    /**
     * Its event time.
     *
     * @return to the millisecond
     */
    default Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis());
    }

    /**
     * As {@link #timestamp}.
     *
     * @return epoch milliseconds
     */
    long timestampMillis();

    /**
     * Whether it is late: behind the watermark, that of the split which it was read from included. For whom it is late in
     * that way does not depend on batches and workers; {@link #watermark}, which moves with batches, does.
     *
     * @return true if a window of its time might have closed
     */
    boolean isLate();
}
