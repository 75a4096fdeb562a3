package dev.millrace.api.connector;

import java.time.InstantSource;

/**
 * How many records may pass by now: a token bucket (Turner, IEEE Communications Magazine 24(10), 1986) that a tenth of a second fills.
 * Used by one thread.
 */
final class RateLimit {

    private static final double BURSTS_PER_SECOND = 10;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final InstantSource clock;
    private final double perSecond;
    private final double tokensMax;
    private double tokens = 1;
    private long lastMillis;

    RateLimit(InstantSource clock, double perSecond) {
        this.clock = clock;
        this.perSecond = perSecond;
        tokensMax = Math.max(1, perSecond / BURSTS_PER_SECOND);
        lastMillis = clock.millis();
    }

    static long requirePositive(long recordsPerSecond) {
        if (recordsPerSecond < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 record per second, got " + recordsPerSecond);
        }
        return recordsPerSecond;
    }

    /** How many records may pass now; less than 1 for none. */
    double allowed() {
        long now = clock.millis();
        // A clock that was set back gives nothing, and takes nothing.
        tokens = Math.min(tokensMax, tokens + Math.max(0, now - lastMillis) * perSecond / MILLIS_PER_SECOND);
        lastMillis = now;
        return tokens;
    }

    /** So many have passed, which may be more than were allowed: then the next wait the longer. */
    void onPassed(int records) {
        tokens -= records;
    }
}
