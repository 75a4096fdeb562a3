package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.JsonBids;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The records of one split. Owned by one thread.
 *
 * @param <T> type of the records
 */
public abstract class Feed<T> implements AutoCloseable {

    /** For the two below. */
    Feed() {}

    /**
     * The next record.
     *
     * @return null at the end
     */
    public abstract @Nullable T next();

    @Override
    public abstract void close();

    /** Computes records: of {@code n} splits each has every {@code n}-th one. */
    static final class Made<T> extends Feed<T> {

        private final LongFunction<T> maker;
        private final int step;
        private final long end;
        private long next;

        Made(LongFunction<T> maker, int split, int splits, long end) {
            this.maker = maker;
            this.next = split;
            this.step = splits;
            this.end = end;
        }

        @Override
        public @Nullable T next() {
            if (next >= end) {
                return null;
            }
            T made = maker.apply(next);
            next += step;
            return made;
        }

        @Override
        public void close() {}
    }

    /** Parses bids, a file for a split, as the hand-written loop does. */
    static final class Parsed extends Feed<Bid> {

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
