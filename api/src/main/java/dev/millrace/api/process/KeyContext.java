package dev.millrace.api.process;

import dev.millrace.api.state.StateSpec;
import java.time.Instant;

/**
 * What every call of a {@link ProcessFunction} can see and do. Belongs to the call: it must not be kept, nor used by another
 * thread.
 *
 * @param <K> type of the key
 * @param <R> type of the results
 */
public interface KeyContext<K, R> {

    /**
     * The key at hand.
     *
     * @return never null
     */
    K key();

    /**
     * How far event time has come: no on-time record before it will follow.
     *
     * @return the watermark; {@code Instant.ofEpochMilli(Long.MIN_VALUE)} before the first
     */
    default Instant watermark() {
        return Instant.ofEpochMilli(watermarkMillis());
    }

    /**
     * As {@link #watermark}.
     *
     * @return epoch milliseconds
     */
    long watermarkMillis();

    /**
     * Whether the input has ended. Then event timers fire for the last time, and one that sets another each time it fires
     * should stop.
     *
     * @return true if no record will follow
     */
    default boolean isAtEnd() {
        return watermarkMillis() == Long.MAX_VALUE;
    }

    /**
     * What the clock of the job shows. The same within one step of the operator.
     *
     * @return processing time
     */
    Instant processingTime();

    /**
     * The state of the key at hand.
     *
     * @param spec one of those that the function declares
     * @param <S> type of the handle
     * @return the handle, for this call
     * @throws IllegalArgumentException if the function does not declare it
     */
    <S> S state(StateSpec<S> spec);

    /**
     * The timers of the key at hand that go by the watermark.
     *
     * @return for this call
     */
    Timers eventTimers();

    /**
     * The timers of the key at hand that go by the clock of the job.
     *
     * @return for this call
     */
    Timers processingTimers();

    /**
     * Gives a result. Its event time is that of the record; of an event timer, its time, or the watermark that it found if it
     * was set for a time before that; of a processing-time timer, the watermark, or before there is one, the latest event time
     * of any call before.
     *
     * @param result not null
     */
    void emit(R result);

    /**
     * Gives a result with an event time. One before the watermark may be late further down.
     *
     * @param result not null
     * @param timestamp its event time
     */
    void emit(R result, Instant timestamp);

    /**
     * Gives a record to a side output, with the event time that a result would have. If nobody reads that output, nothing
     * happens.
     *
     * @param output one of those that the function declares
     * @param record not null
     * @param <S> type of the record
     * @throws IllegalArgumentException if the function does not declare it
     */
    <S> void emit(SideOutput<S> output, S record);
}
