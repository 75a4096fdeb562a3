package dev.millrace.benchmarks.query;

/**
 * A bid whose auction has a name.
 *
 * @param auction the key
 * @param price what is aggregated
 * @param timestamp event time, epoch milliseconds
 */
public record NamedBid(String auction, long price, long timestamp) {}
