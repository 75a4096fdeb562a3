package dev.millrace.api.aggregate;

import java.util.List;

/**
 * How many doubles lie below, between and from given bounds on. Zeroes are equal whatever their sign.
 *
 * @param bounds strictly ascending; unmodifiable
 * @param counts one more than bounds: numbers below the first; at least {@code bounds.get(i - 1)} and below
 *     {@code bounds.get(i)}; from the last on. Infinities are in the outer two. Unmodifiable
 * @param nanCount how many were NaN, which lies in no bucket
 */
public record DoubleHistogram(List<Double> bounds, List<Long> counts, long nanCount) {

    /** Copies, and validates the sizes. */
    public DoubleHistogram {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException("a histogram has one count more than bounds, got " + counts.size()
                    + " counts and " + bounds.size() + " bounds");
        }
    }

    /**
     * The number of records in all buckets and of those with NaN.
     *
     * @return the sum of the counts
     */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum() + nanCount;
    }
}
