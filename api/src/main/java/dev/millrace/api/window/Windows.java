package dev.millrace.api.window;

import java.time.Duration;

/** The window specifications, made for a static import. */
public final class Windows {

    private Windows() {}

    /**
     * Windows of one size that follow each other without gap or overlap, aligned to the epoch in UTC.
     *
     * @param size whole milliseconds, at least one
     * @return windows {@code [k * size, (k + 1) * size)}
     */
    public static TumblingWindow tumbling(Duration size) {
        return new TumblingWindow(size, Duration.ZERO);
    }
}
