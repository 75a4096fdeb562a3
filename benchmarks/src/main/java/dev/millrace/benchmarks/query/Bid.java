package dev.millrace.benchmarks.query;

/**
 * A bid in an auction, as in the Nexmark suite.
 *
 * @param auction the key of all queries
 * @param bidder who bids
 * @param price what is aggregated
 * @param timestamp event time, epoch milliseconds
 */
public record Bid(long auction, long bidder, long price, long timestamp) {}
