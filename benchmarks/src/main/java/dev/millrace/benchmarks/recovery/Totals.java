package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Hashes;

/**
 * The result of one key: all its prices so far.
 *
 * @param count how many
 * @param sum of them
 * @param min the least
 * @param max the greatest
 */
public record Totals(long count, long sum, long min, long max) {

    /**
     * Of the result of a key.
     *
     * @param key whose it is
     * @return the hash
     */
    long hash(long key) {
        return hash(key, count, sum, min, max);
    }

    /**
     * Of the result of a key.
     *
     * @param key whose it is
     * @param count how many prices
     * @param sum of them
     * @param min the least
     * @param max the greatest
     * @return the hash
     */
    public static long hash(long key, long count, long sum, long min, long max) {
        return Hashes.mix(Hashes.ofUpdate(key, count, sum, max) + min);
    }
}
