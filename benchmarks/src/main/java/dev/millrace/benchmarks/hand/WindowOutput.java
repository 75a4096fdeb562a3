package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.JsonPrices;

/** Where the results of windows go. Owned by one thread. */
public interface WindowOutput {

    /**
     * Takes a result.
     *
     * @param key of the window
     * @param start first millisecond of the window
     * @param count number of prices
     * @param sum of prices
     * @param average of prices
     * @param min least price
     * @param max greatest price
     */
    void write(long key, long start, long count, long sum, double average, long min, long max);

    /**
     * Nothing more will come.
     *
     * @return what was written, for the answer; empty if it is elsewhere
     */
    Answer end();

    /**
     * Counts and hashes results.
     *
     * @return a new one
     */
    static WindowOutput counted() {
        Answer.Tally tally = new Answer.Tally();
        return new WindowOutput() {
            @Override
            public void write(long key, long start, long count, long sum, double average, long min, long max) {
                tally.add(Hashes.ofWindow(key, start, count, sum, average, min, max));
            }

            @Override
            public Answer end() {
                return tally.answer();
            }
        };
    }

    /**
     * Writes results as lines of JSON.
     *
     * @param lines where to; closed in the end
     * @return a new one
     */
    static WindowOutput json(JsonPrices lines) {
        return new WindowOutput() {
            @Override
            public void write(long key, long start, long count, long sum, double average, long min, long max) {
                lines.write(key, start, count, sum, average, min, max);
            }

            @Override
            public Answer end() {
                lines.close();
                return Answer.NONE;
            }
        };
    }
}
