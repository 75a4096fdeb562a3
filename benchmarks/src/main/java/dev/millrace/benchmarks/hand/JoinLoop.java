package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.OwnLine;

/**
 * A join as a loop's body. Owned by one thread. Before a bid come the reserve prices up to its time, so where both sides
 * are in order of time, what comes is as well.
 */
abstract class JoinLoop extends OwnLine {

    /** Takes the fields of a bid. */
    abstract void bid(long auction, long price, long timestamp);

    /** Takes the fields of a reserve price. */
    abstract void reserve(long auction, long price, long timestamp);

    /** Ends the input; everything that is open gives its results. */
    abstract Answer end();

    /** Only counts what comes: the cost of the input alone. */
    static final class None extends JoinLoop {

        private long records;

        @Override
        void bid(long auction, long price, long timestamp) {
            records++;
        }

        @Override
        void reserve(long auction, long price, long timestamp) {
            records++;
        }

        @Override
        Answer end() {
            return new Answer(records, 0);
        }
    }
}
