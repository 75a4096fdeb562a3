package dev.millrace.benchmarks.query;

/**
 * The five aggregates of a window, as a line of JSON has them.
 *
 * @param auction the key
 * @param start first millisecond of the window
 * @param count number of prices
 * @param sum of prices
 * @param average of prices
 * @param min least price
 * @param max greatest price
 */
public record WindowPrices(long auction, long start, long count, long sum, double average, long min, long max) {

    /**
     * For the answer.
     *
     * @return from {@link Hashes}
     */
    public long hash() {
        return Hashes.ofWindow(auction, start, count, sum, average, min, max);
    }
}
