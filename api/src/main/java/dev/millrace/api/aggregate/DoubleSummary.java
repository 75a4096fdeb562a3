package dev.millrace.api.aggregate;

/**
 * Count, sum, least and greatest of doubles, and so their average. Never empty.
 *
 * @param count number of records, at least 1
 * @param sum sum in order of arrival; its last bits may depend on that order
 * @param min the least; NaN if any record had NaN
 * @param max the greatest; NaN if any record had NaN
 */
public record DoubleSummary(long count, double sum, double min, double max) {

    /**
     * The mean.
     *
     * @return {@code sum / count}
     */
    public double average() {
        return sum / count;
    }
}
