package dev.millrace.sketches;

/**
 * About how many distinct items there are.
 *
 * @param estimate the most likely number, not rounded
 * @param lowerBound the number is at least this in about 97.7 % of all cases: two standard deviations
 * @param upperBound the number is at most this in about 97.7 % of all cases: two standard deviations
 */
public record DistinctEstimate(double estimate, double lowerBound, double upperBound) {}
