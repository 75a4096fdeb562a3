package dev.millrace.benchmarks;

/** A bid whose auction has a name. */
record NamedBid(String auction, long price, long timestamp) {}
