package dev.millrace.api.aggregate;

/**
 * Count, sum, least and greatest of longs, and so their average. Never empty.
 *
 * @param count number of records, at least 1
 * @param sum exact sum
 * @param min the least
 * @param max the greatest
 */
public record LongSummary(long count, long sum, long min, long max) {

    /**
     * The mean.
     *
     * @return {@code sum / count}, rounded once to the nearest double
     */
    public double average() {
        return (double) sum / count;
    }
}
