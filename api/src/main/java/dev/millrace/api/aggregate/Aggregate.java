package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.io.Serializable;

/**
 * How records become one result: an accumulator is created, records are added to it, accumulators are merged, and a
 * result is read.
 *
 * <p>An aggregate is a value without state of its own; accumulators have it. The engine may merge in any grouping, but
 * only accumulators of the same key.
 *
 * <p>Write your own by implementing this interface, with any object as accumulator; or compose {@link Cell}s or a
 * {@link Fold}, which the engine keeps in arrays of longs without an object for each key. The library in
 * {@link Aggregates} has no privilege over either. The test kit has a test of the laws that are written below.
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
     * Adds one record. Where records that fail are set aside, each is first added to an accumulator that is then dropped; one that
     * throws only with what the other has should throw before it changes that, for what it has done by then stays.
     *
     * @param accumulator may be changed and returned
     * @param value the record, never null
     * @return the accumulator with the record in it, never null
     * @throws Exception whatever user code throws; it fails the operator with the record's position
     */
    A add(A accumulator, T value) throws Exception;

    /**
     * Adds one record and its place in event time. This is what the engine calls. Override it where the place matters,
     * as for the first record: then the aggregate is independent of the order of arrival without {@link #isOrdered()}.
     *
     * @param accumulator may be changed and returned
     * @param value the record, never null
     * @param timestamp event time, epoch milliseconds
     * @param sequence orders records of equal time, by split and position; unique in its job but for what a flatMap
     *     makes of one record
     * @return the accumulator with the record in it, never null
     * @throws Exception whatever user code throws; it fails the operator with the record's position
     */
    default A add(A accumulator, T value, long timestamp, long sequence) throws Exception {
        return add(accumulator, value);
    }

    /**
     * Merges two accumulators. Must be associative, and an empty accumulator must be neutral; where {@link #isOrdered()},
     * all records of {@code left} come before those of {@code right}, else it must be commutative too.
     *
     * <p>{@code right} may be used again, by any thread: merging into an empty accumulator is how the engine copies one.
     *
     * @param left may be changed and returned
     * @param right must not be changed; nothing of it that can change may become part of the result
     * @return the accumulator with the records of both, never null
     * @throws Exception whatever user code throws
     */
    A merge(A left, A right) throws Exception;

    /**
     * Tells whether {@link #subtract} works. Sliding windows are cheaper if it does.
     *
     * @return false unless overridden
     */
    default boolean isInvertible() {
        return false;
    }

    /**
     * Undoes a merge, exactly: {@code subtract(merge(a, b), b)} must read as {@code a}. A sum of doubles cannot do that.
     *
     * @param left may be changed and returned; contains the records of {@code right}
     * @param right must not be changed, as in {@link #merge}
     * @return the accumulator without the records of {@code right}, never null
     * @throws Exception whatever user code throws
     * @throws UnsupportedOperationException unless {@link #isInvertible()}
     */
    default A subtract(A left, A right) throws Exception {
        throw new UnsupportedOperationException(describe() + " cannot subtract; isInvertible() says so");
    }

    /**
     * Reads the result. Must not change the accumulator, and what it returns must not change with it later.
     *
     * @param accumulator holds at least one record, unless {@link #hasEmptyResult()}
     * @return the result, never null
     * @throws Exception whatever user code throws
     */
    R result(A accumulator) throws Exception;

    /**
     * Writes an accumulator for a checkpoint. What is read again must be as good as what was written: it has the same result,
     * and has it after any further records too.
     *
     * <p>Unless overridden, the accumulator goes as one value, which works if it is a record, an array, a collection or a
     * number, or if the pipeline has a codec for its class. Override it where it is something else, and where it keeps the
     * sequences of records.
     *
     * @param accumulator must not be changed
     * @param out takes its parts
     * @throws IllegalArgumentException if a class cannot be stored; the message names it
     */
    default void writeAccumulator(A accumulator, ValueOutput out) {
        out.writeValue(accumulator);
    }

    /**
     * Reads what {@link #writeAccumulator} wrote.
     *
     * @param in gives its parts in the same order
     * @return a new accumulator that shares nothing with others, never null
     * @throws dev.millrace.api.type.CorruptDataException if that was not written by this aggregate
     */
    @SuppressWarnings("unchecked") // it was one when it was written
    default A readAccumulator(ValueInput in) {
        return (A) in.readPresent();
    }

    /**
     * Tells whether {@link #result} can be read without any record, as a count is 0 then. Where it cannot, as for a
     * minimum, {@link Aggregates#filtering} and others that may leave an aggregate without records refuse it when the
     * pipeline is built, so that no neutral element is ever taken for a number that came from a record.
     *
     * @return false unless overridden
     */
    default boolean hasEmptyResult() {
        return false;
    }

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
     * The same, with a function of its result.
     *
     * @param function applied to each result; must not return null
     * @param <S> type of the new results
     * @return a new aggregate with the same accumulators
     */
    default <S> Aggregate<T, A, S> andThen(ThrowingFunction<? super R, ? extends S> function) {
        return new MappedResult<>(this, function);
    }

    /**
     * Tells a user what this is.
     *
     * @return a short text, as {@code sum(Bid::price)}
     */
    default String describe() {
        String simpleName = getClass().getSimpleName();
        return simpleName.isEmpty() ? getClass().getName() : simpleName; // an anonymous class has no simple name
    }
}
