package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.JsonBids;
import org.jspecify.annotations.Nullable;

/** The bids of one split. Owned by one thread. */
public abstract class Feed implements AutoCloseable {

    /** For the two below. */
    Feed() {}

    /**
     * The next bid.
     *
     * @return null at the end
     */
    public abstract @Nullable Bid next();

    @Override
    public abstract void close();

    /** Computes bids: of {@code n} splits each has every {@code n}-th one. */
    static final class Made extends Feed {

        private final Bids bids;
        private final int step;
        private final long end;
        private long next;

        Made(Bids bids, int split, int splits, long end) {
            this.bids = bids;
            this.next = split;
            this.step = splits;
            this.end = end;
        }

        @Override
        public @Nullable Bid next() {
            if (next >= end) {
                return null;
            }
            Bid made = bids.apply(next);
            next += step;
            return made;
        }

        @Override
        public void close() {}
    }

    /** Parses bids, a file for a split, as the hand-written loop does. */
    static final class Parsed extends Feed {

        private final JsonBids lines;

        Parsed(JsonBids lines) {
            this.lines = lines;
        }

        @Override
        public @Nullable Bid next() {
            return lines.next() ? lines.bid() : null;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
