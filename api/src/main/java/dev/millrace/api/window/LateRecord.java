package dev.millrace.api.window;

import java.time.Duration;
import java.time.Instant;

/**
 * A record that came after its window had closed.
 *
 * @param record the record
 * @param timestamp its event time
 * @param window the window that it belonged to
 * @param watermark the watermark that it was judged against; never before the window's end
 * @param <T> type of the record
 */
public record LateRecord<T>(T record, Instant timestamp, Window window, Instant watermark) {

    /**
     * How much more tolerance of disorder would have saved the record.
     *
     * @return time from the end of its window to the watermark, not negative
     */
    public Duration lateBy() {
        return Duration.between(window.end(), watermark);
    }
}
