package dev.millrace.api.job;

/**
 * How large a state of an operator is, over all its tasks.
 *
 * @param keys that have something in it
 * @param entries in all: values, elements of lists, entries of maps
 * @param sweepLagMillis for how long at most, in event time, something that is expired has been waiting to be taken away; it
 *     cannot be seen meanwhile. 0 if nothing is, or without a time to live. Of tasks, the greatest
 */
public record StateFigures(long keys, long entries, long sweepLagMillis) {

    /**
     * The figures of both together, as of two tasks of one operator.
     *
     * @param other of the same state
     * @return the sums, and the greater lag
     */
    public StateFigures plus(StateFigures other) {
        return new StateFigures(
                keys + other.keys, entries + other.entries, Math.max(sweepLagMillis, other.sweepLagMillis));
    }
}
