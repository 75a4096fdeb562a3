package dev.millrace.api.aggregate;

import java.util.List;

/**
 * How many longs lie below, between and from given bounds on.
 *
 * @param bounds strictly ascending; unmodifiable
 * @param counts one more than bounds: numbers below the first; at least {@code bounds.get(i - 1)} and below
 *     {@code bounds.get(i)}; from the last on. Unmodifiable
 */
public record LongHistogram(List<Long> bounds, List<Long> counts) {

    /** Copies, and validates the sizes. */
    public LongHistogram {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException("a histogram has one count more than bounds, got " + counts.size()
                    + " counts and " + bounds.size() + " bounds");
        }
    }

    /**
     * The number of records in all buckets.
     *
     * @return the sum of the counts
     */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
