package dev.millrace.sketches;

/**
 * About which value is at one rank.
 *
 * @param rank as it was asked for, between 0 and 1
 * @param value one of the numbers that were seen; NaN if there were none but NaN
 * @param lowerBound the exact value is at least this; both bounds hold in 99 % of all cases
 * @param upperBound the exact value is at most this
 */
public record Quantile(double rank, double value, double lowerBound, double upperBound) {}
