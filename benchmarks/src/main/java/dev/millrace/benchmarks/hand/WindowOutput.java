package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.JsonPrices;

/** Where the results of windows go. Owned by one thread. */
interface WindowOutput {

    /** Takes a result. */
    void write(long key, long start, long count, long sum, double average, long min, long max);

    /** What was written, for the answer; empty if it is in a file. */
    Answer end();

    /** Results are counted and hashed. */
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

    /** Results are lines of JSON. */
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
