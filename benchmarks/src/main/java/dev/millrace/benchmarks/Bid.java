package dev.millrace.benchmarks;

/** A bid in an auction, as in the Nexmark suite. */
record Bid(long auction, long bidder, long price, long timestamp) {}
