package dev.millrace.benchmarks.hand;

import dev.millrace.api.connector.Generator;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.JsonBids;
import org.jspecify.annotations.Nullable;

/**
 * Where a loop over objects gets them. Owned by one thread.
 *
 * @param <T> type of the records
 */
abstract class ObjectInput<T> implements AutoCloseable {

    /** The next record, which has this number. */
    abstract T next(long sequence) throws Exception;

    @Override
    public void close() {}

    /**
     * Computes records. Each is an object on the heap: the last one is kept in a field, so it has to exist. This costs one
     * store and is what "over objects" means; else the compiler would remove the object from the loop, which no program
     * enjoys that is given its records.
     */
    static final class Made<T> extends ObjectInput<T> {

        private final Generator.SequenceFunction<T> maker;
        private @Nullable T last;

        Made(Generator.SequenceFunction<T> maker) {
            this.maker = maker;
        }

        @Override
        T next(long sequence) throws Exception {
            T made = maker.apply(sequence);
            last = made;
            return made;
        }

        /** Keeps the field alive. */
        @Nullable
        T last() {
            return last;
        }
    }

    /** Parses bids. */
    static final class Parsed extends ObjectInput<Bid> {

        private final JsonBids lines;

        Parsed(JsonBids lines) {
            this.lines = lines;
        }

        @Override
        Bid next(long sequence) {
            if (!lines.next()) {
                throw new IllegalStateException("the input ends before bid " + sequence);
            }
            return lines.bid();
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
