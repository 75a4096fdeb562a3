package dev.millrace.sketches;

import java.util.List;

/**
 * About which values are at some ranks.
 *
 * @param count how many numbers there were, without NaN
 * @param nanCount how many were NaN
 * @param min the least number, exactly; NaN if the count is 0
 * @param max the greatest number, exactly; NaN if the count is 0
 * @param rankError the values have ranks that differ by no more than this from what was asked, in 99 % of all cases; 0 if
 *     they are exact
 * @param quantiles one for each rank, in the order in which they were asked for; unmodifiable
 */
public record Quantiles(long count, long nanCount, double min, double max, double rankError, List<Quantile> quantiles) {

    /** Copies. */
    public Quantiles {
        quantiles = List.copyOf(quantiles);
    }

    /**
     * The value at one rank.
     *
     * @param rank one that was asked for
     * @return the estimate
     * @throws IllegalArgumentException if the rank was not asked for
     */
    public double value(double rank) {
        return quantiles.stream()
                .filter(quantile -> quantile.rank() == rank)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the rank " + rank + " was not asked for, only "
                        + quantiles.stream().map(Quantile::rank).toList()))
                .value();
    }
}
