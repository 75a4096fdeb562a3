package dev.millrace.benchmarks.hand;

import dev.millrace.api.connector.Generator;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.JsonBids;
import dev.millrace.benchmarks.query.OwnLine;
import org.jspecify.annotations.Nullable;

/**
 * Where a loop over objects gets them. Owned by one thread.
 *
 * @param <T> type of the records
 */
abstract class ObjectInput<T> extends OwnLine implements AutoCloseable {

    private @Nullable T last;

    /**
     * Lets a record exist as an object on the heap. This costs one store and is what "over objects" means; else the
     * compiler would remove the object from the loop, which no program enjoys that is given its records.
     */
    final T kept(T made) {
        last = made;
        return made;
    }

    /** Keeps the field alive. */
    final @Nullable T last() {
        return last;
    }

    /** The next record, which has this number. */
    abstract T next(long sequence) throws Exception;

    @Override
    public void close() {}

    /** Computes records. */
    static final class Made<T> extends ObjectInput<T> {

        private final Generator.SequenceFunction<T> maker;

        Made(Generator.SequenceFunction<T> maker) {
            this.maker = maker;
        }

        @Override
        T next(long sequence) throws Exception {
            return kept(maker.apply(sequence));
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
            return kept(lines.bid());
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
