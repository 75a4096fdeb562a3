package dev.millrace.api.aggregate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds an aggregate of any number of parts over the same records, in one pass. Each part is given back as what finds
 * its result later, with the right type. Made by {@link Aggregates#allOf()}; not thread-safe, used once.
 *
 * <pre>{@code
 * AllOf<Bid> all = allOf();
 * AllOf.Part<Long> bids = all.add(count());
 * AllOf.Part<Double> price = all.add(average(Bid::price));
 * Aggregate<Bid, ?, Long> rounded = all.build().andThen(results -> Math.round(results.get(price)));
 * }</pre>
 *
 * @param <T> type of the records
 */
public final class AllOf<T> {

    /** The most parts that one aggregate may have. */
    public static final int PARTS_MAX = 256;

    private final Owner owner = new Owner();
    private final List<Aggregate<? super T, ?, ?>> parts = new ArrayList<>();
    private boolean isBuilt;

    AllOf() {}

    /** Tells the parts of one builder from those of another. */
    private static final class Owner implements Serializable {

        private static final long serialVersionUID = 1;
    }

    /**
     * Finds the result of one part.
     *
     * @param <R> type of that result
     */
    @SuppressWarnings("UnusedTypeParameter") // carries the type from add(...) to get(...)
    public static final class Part<R> implements Serializable {

        private static final long serialVersionUID = 1;

        private final Owner owner;
        private final int index;
        private final String description;

        private Part(Owner owner, int index, String description) {
            this.owner = owner;
            this.index = index;
            this.description = description;
        }

        /** {@return what the part computes} */
        @Override
        public String toString() {
            return description;
        }
    }

    /** The results of all parts for the same records. Equal if they come of one builder and are equal one by one. */
    public static final class Results {

        private final Owner owner;
        private final Object[] results;

        private Results(Owner owner, Object[] results) {
            this.owner = owner;
            this.results = results.clone();
        }

        /**
         * The result of one part.
         *
         * @param part as {@link AllOf#add} returned it
         * @param <R> type of the result
         * @return the result, never null
         * @throws IllegalArgumentException if the part was added to another builder
         */
        @SuppressWarnings("unchecked") // the part was made with the type of the aggregate at its index
        public <R> R get(Part<R> part) {
            if (part.owner != owner) {
                throw new IllegalArgumentException(
                        "the part " + part + " belongs to another allOf(), so it has no result"
                                + " here; use what add(...) returned for the aggregate that these results are of");
            }
            return (R) results[part.index];
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Results same && owner == same.owner && Arrays.equals(results, same.results);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(results);
        }

        /** {@return the results in the order of their parts} */
        @Override
        public String toString() {
            return Arrays.toString(results);
        }
    }

    /**
     * Adds a part.
     *
     * @param aggregate over the same records
     * @param <R> type of its result
     * @return what finds the result in {@link Results#get}
     * @throws IllegalStateException after {@link #build}, or if there are {@link #PARTS_MAX} parts
     */
    public <R> Part<R> add(Aggregate<? super T, ?, R> aggregate) {
        requireOpen();
        if (parts.size() == PARTS_MAX) {
            throw new IllegalStateException("an allOf() has at most " + PARTS_MAX + " parts, got one more: "
                    + aggregate.describe() + "; put some of them into an allOf() of their own");
        }
        parts.add(aggregate);
        return new Part<>(owner, parts.size() - 1, aggregate.describe());
    }

    /**
     * Makes the aggregate; the builder takes no more parts then.
     *
     * @return an aggregate of all parts
     * @throws IllegalStateException if there are no parts, or it was built before
     */
    public CompositeAggregate<T, Results> build() {
        requireOpen();
        if (parts.isEmpty()) {
            throw new IllegalStateException("an allOf() needs at least one part, got none; add(...) adds one");
        }
        isBuilt = true;
        Owner partsOwner = owner;
        return new CompositeAggregate<>(parts, results -> new Results(partsOwner, results));
    }

    private void requireOpen() {
        if (isBuilt) {
            throw new IllegalStateException("this allOf() was built; start another with allOf()");
        }
    }
}
