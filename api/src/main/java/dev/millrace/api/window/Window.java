package dev.millrace.api.window;

import java.time.Instant;

/**
 * One window in event time.
 *
 * @param start the first instant inside
 * @param end the first instant after it
 */
public record Window(Instant start, Instant end) {

    /** Validates. */
    public Window {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException(
                    "a window must end after it starts, got start=" + start + ", end=" + end);
        }
    }
}
