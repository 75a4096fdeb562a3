package dev.millrace.api.job;

/**
 * What a lookup has cost and saved so far, summed over its tasks.
 *
 * @param calls how often the outside system was asked, retries included
 * @param retries of these: attempts after the first
 * @param timeouts attempts that had no answer in time
 * @param hits records that needed no call of their own, having their answer from the cache or from a call under way; 0
 *     without a cache
 * @param misses records that did; 0 without a cache
 * @param inFlight records that wait for an answer, or for the turn of theirs, at this moment
 */
public record LookupFigures(long calls, long retries, long timeouts, long hits, long misses, long inFlight) {

    /**
     * The figures of both together, as of two tasks of one operator.
     *
     * @param other of the same operator
     * @return the sums
     */
    public LookupFigures plus(LookupFigures other) {
        return new LookupFigures(
                calls + other.calls,
                retries + other.retries,
                timeouts + other.timeouts,
                hits + other.hits,
                misses + other.misses,
                inFlight + other.inFlight);
    }
}
