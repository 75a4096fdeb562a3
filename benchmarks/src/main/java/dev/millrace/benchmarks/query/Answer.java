package dev.millrace.benchmarks.query;

/**
 * What a query answered: the number of results, and the sum of their hashes, which does not depend on their order.
 *
 * @param results number of results
 * @param checksum sum of hashes
 */
public record Answer(long results, long checksum) {

    /** Of no results. */
    public static final Answer NONE = new Answer(0, 0);

    /** Collects an answer. Owned by one thread. */
    public static final class Tally extends OwnLine {

        private long results;
        private long checksum;

        /** Of no results. */
        public Tally() {}

        /**
         * Adds a result.
         *
         * @param hash from {@link Hashes}
         */
        public void add(long hash) {
            results++;
            checksum += hash;
        }

        /**
         * Adds some results.
         *
         * @param count how many
         * @param hashes the sum of their hashes
         */
        public void add(long count, long hashes) {
            results += count;
            checksum += hashes;
        }

        /**
         * What was added.
         *
         * @return the answer so far
         */
        public Answer answer() {
            return new Answer(results, checksum);
        }
    }

    /**
     * Adds the results of another part.
     *
     * @param other from another thread, for example
     * @return the answer of both
     */
    public Answer plus(Answer other) {
        return new Answer(results + other.results, checksum + other.checksum);
    }

    /**
     * One word for tables.
     *
     * @return 16 hexadecimal digits
     */
    public String fingerprint() {
        return String.format("%016x", Hashes.mix(results * 31 + checksum));
    }
}
