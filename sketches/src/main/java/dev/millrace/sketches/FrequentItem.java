package dev.millrace.sketches;

/**
 * An item and about how often it is there.
 *
 * @param item the item
 * @param estimate what the sketch takes its count for: the upper bound
 * @param lowerBound its count is at least this, for sure
 * @param upperBound its count is at most this, for sure
 * @param <V> type of the items
 */
public record FrequentItem<V>(V item, long estimate, long lowerBound, long upperBound) {}
