package dev.millrace.benchmarks;

/** The five aggregates of the tumbling query. */
record Stats(long count, long sum, double average, long min, long max) {

    /** A hash of one result, so that answers of different orders can be compared by the sum of their hashes. */
    static long hash(long key, long windowStart, long count, long sum, double average, long min, long max) {
        long h = Answer.mix(key * 31 + windowStart);
        h = Answer.mix(h + count * 31 + sum);
        return Answer.mix(h + Double.doubleToRawLongBits(average) + min * 31 + max);
    }

    long hash(long key, long windowStart) {
        return hash(key, windowStart, count, sum, average, min, max);
    }
}
