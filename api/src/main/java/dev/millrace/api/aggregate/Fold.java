package dev.millrace.api.aggregate;

import java.io.Serializable;

/**
 * How one number of each record changes a fixed number of longs: what a variance, a compensated sum or a histogram keeps.
 * A value without state; the longs of many keys lie in one array of the runner, which folds a whole column of numbers
 * in one loop.
 *
 * <p>Implement it in a class of its own, not a lambda that others share: the engine compiles a loop for each class.
 * Doubles are kept, and come, as their raw bits ({@link Double#doubleToRawLongBits}). Made into an aggregate by
 * {@link FoldAggregate}.
 */
public interface Fold extends Serializable {

    /**
     * How many longs the accumulator has.
     *
     * @return between 1 and {@link CellAggregate#CELLS_MAX}, always the same
     */
    int width();

    /**
     * Makes an empty accumulator.
     *
     * @param cells holds it
     * @param at index of its first cell; all have any value before
     */
    void clear(long[] cells, int at);

    /**
     * Adds one number.
     *
     * @param cells holds the accumulator
     * @param at index of its first cell
     * @param number a long, or the raw bits of a double
     */
    void add(long[] cells, int at, long number);

    /**
     * Merges another accumulator into this one; associative and commutative, with the empty one as neutral element.
     *
     * @param cells holds the accumulator
     * @param at index of its first cell
     * @param others holds the other, which is not changed
     * @param otherAt index of its first cell
     */
    void merge(long[] cells, int at, long[] others, int otherAt);

    /**
     * Tells whether {@link #subtract} works.
     *
     * @return false unless overridden
     */
    default boolean isInvertible() {
        return false;
    }

    /**
     * Undoes a merge, exactly.
     *
     * @param cells holds the accumulator
     * @param at index of its first cell
     * @param others holds the other, which is not changed
     * @param otherAt index of its first cell
     */
    default void subtract(long[] cells, int at, long[] others, int otherAt) {
        throw new UnsupportedOperationException(describe() + " cannot subtract; isInvertible() says so");
    }

    /**
     * Tells a user what this is.
     *
     * @return as {@code variance}
     */
    String describe();
}
