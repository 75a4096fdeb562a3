package dev.millrace.api.view;

import java.time.Instant;
import java.util.List;

/**
 * The timers that a process function has set for a key, and that have not fired.
 *
 * @param eventTime in event time, the earliest first
 * @param processingTime by the clock, the earliest first
 */
public record PendingTimers(List<Instant> eventTime, List<Instant> processingTime) {

    /** Copies. */
    public PendingTimers {
        eventTime = List.copyOf(eventTime);
        processingTime = List.copyOf(processingTime);
    }
}
