package dev.millrace.benchmarks.pipeline;

import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.WindowPrices;

/** The five aggregates of a window. */
record Stats(long count, long sum, double average, long min, long max) {

    long hash(long key, long windowStart) {
        return Hashes.ofWindow(key, windowStart, count, sum, average, min, max);
    }

    long sessionHash(long key, long sessionStart) {
        return Hashes.ofSession(key, sessionStart, count, sum, min, max);
    }

    WindowPrices of(long auction, long windowStart) {
        return new WindowPrices(auction, windowStart, count, sum, average, min, max);
    }
}
