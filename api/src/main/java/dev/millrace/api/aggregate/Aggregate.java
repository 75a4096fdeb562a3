package dev.millrace.api.aggregate;

import java.io.Serializable;

/**
 * How records become one result: an accumulator is created, records are added to it, accumulators are merged, and a
 * result is read.
 *
 * <p>An aggregate is a value without state of its own; accumulators have it. The engine may merge in any grouping, but
 * only accumulators of the same key and window. It never adds to an accumulator after merging it into another.
 *
 * <p>Write your own by implementing this interface, with any object as accumulator; or compose {@link Cell}s, which the
 * engine keeps in arrays of longs without an object for each key. The library in {@link Aggregates} has no privilege
 * over either.
 *
 * @param <T> type of the records
 * @param <A> type of the accumulator
 * @param <R> type of the result
 */
public interface Aggregate<T, A, R> extends Serializable {

    /**
     * Makes an empty accumulator.
     *
     * @return a new accumulator, never null
     */
    A create();

    /**
     * Adds one record.
     *
     * @param accumulator may be changed and returned
     * @param value the record, never null
     * @return the accumulator with the record in it, never null
     * @throws Exception whatever user code throws; it fails the operator with the record's position
     */
    A add(A accumulator, T value) throws Exception;

    /**
     * Merges two accumulators. Must be associative; where {@link #isOrdered()}, all records of {@code left} come before
     * those of {@code right}, else it must be commutative too.
     *
     * @param left may be changed and returned
     * @param right not used again
     * @return the accumulator with the records of both, never null
     * @throws Exception whatever user code throws
     */
    A merge(A left, A right) throws Exception;

    /**
     * Reads the result. Must not change the accumulator.
     *
     * @param accumulator holds at least one record
     * @return the result, never null
     * @throws Exception whatever user code throws
     */
    R result(A accumulator) throws Exception;

    /**
     * Tells whether the order of records matters, as it does for a list. If so, records are added in the order of
     * (event time, split, position) when the window closes, and the engine keeps them until then. If not, they are
     * added in order of arrival, at once.
     *
     * @return false unless overridden
     */
    default boolean isOrdered() {
        return false;
    }

    /**
     * Tells a user what this is.
     *
     * @return a short text, as {@code sum(Bid::price)}
     */
    default String describe() {
        return getClass().getSimpleName();
    }
}
