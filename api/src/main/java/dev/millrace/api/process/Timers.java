package dev.millrace.api.process;

import java.time.Instant;

/**
 * The timers of the key at hand, of one kind: event time or processing time. A key has at most one for each time; setting it
 * again changes nothing. To be used only within the call that gave them, on its thread; else methods throw an
 * {@link IllegalStateException}.
 *
 * <p>Times are milliseconds; finer ones are floored.
 */
public interface Timers {

    /**
     * Sets a timer. In event time, one that is not after the watermark fires once the call has returned, before the next
     * record. In processing time, one that is not after the clock fires at the latest at the clock's next millisecond.
     *
     * @param time when it is due
     */
    default void set(Instant time) {
        setMillis(time.toEpochMilli());
    }

    /**
     * As {@link #set}.
     *
     * @param epochMillis when it is due
     */
    void setMillis(long epochMillis);

    /**
     * Takes away the timer of a time, if there is one.
     *
     * @param time for which it was set
     */
    default void delete(Instant time) {
        deleteMillis(time.toEpochMilli());
    }

    /**
     * As {@link #delete}.
     *
     * @param epochMillis for which it was set
     */
    void deleteMillis(long epochMillis);

    /** Takes away all timers of the key that are of this kind. */
    void deleteAll();

    /**
     * Whether there is a timer of a time. One that is firing is not there any more.
     *
     * @param time for which it was set
     * @return true if it is still to fire
     */
    boolean isSet(Instant time);
}
