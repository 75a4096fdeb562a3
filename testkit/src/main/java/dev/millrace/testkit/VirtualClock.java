package dev.millrace.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that only moves when it is told to. Not thread-safe. */
public final class VirtualClock implements InstantSource {

    private Instant now;

    /**
     * Makes a clock.
     *
     * @param start what it shows
     */
    public VirtualClock(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves time on, or back where the duration is negative, as real clocks do at times.
     *
     * @param duration how far
     */
    public void advance(Duration duration) {
        now = now.plus(duration);
    }
}
