package dev.millrace.benchmarks;

/**
 * What a query answered: the number of results, and the sum of their hashes, which does not depend on their order.
 *
 * @param results number of results
 * @param checksum sum of hashes
 */
record Answer(long results, long checksum) {

    /** Collects an answer. Owned by one thread. */
    static final class Tally {

        private long results;
        private long checksum;

        void add(long hash) {
            results++;
            checksum += hash;
        }

        Answer answer() {
            return new Answer(results, checksum);
        }
    }

    Answer plus(Answer other) {
        return new Answer(results + other.results, checksum + other.checksum);
    }

    /** The first half of the finalizer of MurmurHash3. */
    static long mix(long bits) {
        long h = bits * 0xBF58476D1CE4E5B9L;
        return h ^ (h >>> 31);
    }
}
