package dev.millrace.api.window;

import java.time.Duration;

/**
 * For each record, the time up to and including it: "the last ten minutes as of this record". Each record gives one
 * result when the watermark has passed it, over the records of its key in {@code (time - size, time]}; records of equal
 * time see each other.
 *
 * @param size length of each window, whole milliseconds, at least one
 */
public record TrailingWindow(Duration size) implements WindowSpec<Object> {

    /** Validates. */
    public TrailingWindow {
        WindowTime.requireSize("size", "trailing window", size);
    }

    @Override
    public String describe() {
        return "trailing " + size;
    }
}
