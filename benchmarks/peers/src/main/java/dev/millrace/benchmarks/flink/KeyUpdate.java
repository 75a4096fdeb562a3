package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.recovery.Totals;

/**
 * A result, given on inside a chain and never serialized. Public, or Flink would not know what is in it.
 *
 * @param key whose
 * @param count how many prices so far
 * @param sum of them
 * @param min the least
 * @param max the greatest
 */
public record KeyUpdate(long key, long count, long sum, long min, long max) {

    long hash() {
        return Totals.hash(key, count, sum, min, max);
    }
}
