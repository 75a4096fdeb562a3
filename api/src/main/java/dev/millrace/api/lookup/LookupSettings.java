package dev.millrace.api.lookup;

import java.time.Duration;

/**
 * The limits within which an outside system is asked. Those of numbers hold for each task, of which there is one on a worker
 * at most.
 *
 * @param isOrdered whether results come in the order of their records; else they may change places, but not with a watermark
 * @param inFlightMax records that may wait for an answer, or for the turn of theirs, at a time
 * @param timeout after so long an attempt has failed
 * @param retriesMax attempts after the first
 * @param backOff pause before the first retry; twice as long before each further one
 * @param cacheEntriesMax answers that are kept; 0 for none
 * @param cacheTtl how long an answer is kept at most
 */
public record LookupSettings(
        boolean isOrdered,
        int inFlightMax,
        Duration timeout,
        int retriesMax,
        Duration backOff,
        int cacheEntriesMax,
        Duration cacheTtl) {

    /** In order, 100 in flight, 10 seconds, no retry, no cache. */
    public static final LookupSettings DEFAULT =
            new LookupSettings(true, 100, Duration.ofSeconds(10), 0, Duration.ZERO, 0, Duration.ZERO);

    /** The most records that may be in flight. */
    public static final int IN_FLIGHT_MAX = 1 << 16;

    /** The most retries. */
    public static final int RETRIES_MAX = 20;

    /** Validates. */
    public LookupSettings {
        if (inFlightMax < 1 || inFlightMax > IN_FLIGHT_MAX) {
            throw new IllegalArgumentException("a lookup must have between 1 and " + IN_FLIGHT_MAX
                    + " records in flight at most, got " + inFlightMax);
        }
        requireMillis("the timeout of a lookup", timeout, 1);
        if (retriesMax < 0 || retriesMax > RETRIES_MAX) {
            throw new IllegalArgumentException(
                    "a lookup is retried between 0 and " + RETRIES_MAX + " times, got " + retriesMax);
        }
        requireMillis("the pause before a retry", backOff, 0);
        if (cacheEntriesMax < 0) {
            throw new IllegalArgumentException("a cache keeps 0 answers or more, got " + cacheEntriesMax);
        }
        requireMillis("the time for which a cache keeps an answer", cacheTtl, cacheEntriesMax == 0 ? 0 : 1);
    }

    private static void requireMillis(String what, Duration duration, long least) {
        if (duration.compareTo(Duration.ofMillis(least)) < 0
                || duration.compareTo(Duration.ofDays(365)) > 0
                || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    what + " must be whole milliseconds from " + least + " to those of 365 days, got " + duration);
        }
    }

    /** In any order between two watermarks. */
    public LookupSettings withoutOrder() {
        return new LookupSettings(false, inFlightMax, timeout, retriesMax, backOff, cacheEntriesMax, cacheTtl);
    }

    /** With another limit of records in flight. */
    public LookupSettings withInFlightMax(int records) {
        return new LookupSettings(isOrdered, records, timeout, retriesMax, backOff, cacheEntriesMax, cacheTtl);
    }

    /** With another timeout. */
    public LookupSettings withTimeout(Duration limit) {
        return new LookupSettings(isOrdered, inFlightMax, limit, retriesMax, backOff, cacheEntriesMax, cacheTtl);
    }

    /** With retries. */
    public LookupSettings withRetries(int retries, Duration firstPause) {
        return new LookupSettings(isOrdered, inFlightMax, timeout, retries, firstPause, cacheEntriesMax, cacheTtl);
    }

    /** With a cache. */
    public LookupSettings withCache(int entriesMax, Duration ttl) {
        return new LookupSettings(isOrdered, inFlightMax, timeout, retriesMax, backOff, entriesMax, ttl);
    }

    /**
     * The pause before a retry.
     *
     * @param retry 1 for the first
     * @return milliseconds
     */
    public long backOffMillis(int retry) {
        return backOff.toMillis() << retry - 1;
    }

    /**
     * Tells a user what the limits are.
     *
     * @return as {@code in order, 100 in flight, timeout PT10S}
     */
    public String describe() {
        return (isOrdered ? "in order, " : "unordered, ")
                + inFlightMax + " in flight, timeout " + timeout
                + (retriesMax == 0 ? "" : ", " + retriesMax + " retries after " + backOff)
                + (cacheEntriesMax == 0 ? "" : ", cache of " + cacheEntriesMax + " for " + cacheTtl);
    }
}
