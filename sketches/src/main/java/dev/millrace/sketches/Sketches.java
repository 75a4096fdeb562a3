package dev.millrace.sketches;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToDouble;

/**
 * The library of approximate aggregates, made for a static import. Each answers with bounds, and keeps a sketch of limited
 * size for each key and window, where an exact answer would keep every value.
 *
 * <p>Items are strings, numbers and byte arrays: {@link String}, {@link Long}, {@link Integer}, {@link Short},
 * {@link Byte}, {@link Double}, {@link Float}, {@code byte[]}. A byte array is copied where it is kept. Integers of all
 * sizes are one kind, and so are floats and doubles. What is of another type fails the operator, and so does null. Sketches
 * cannot forget, so none of them is invertible.
 */
public final class Sketches {

    /** Size of the sketch of {@link #distinct(ThrowingFunction)}, as a power of two: 4 KB, relative error 1.6 %. */
    public static final int LG_K_DEFAULT = 12;

    /** The smallest size of a sketch of distinct items, as a power of two: 16 bytes, relative error 26 %. */
    public static final int LG_K_MIN = 4;

    /** The largest size of a sketch of distinct items, as a power of two: 2 MB, relative error 0.07 %. */
    public static final int LG_K_MAX = 21;

    /** Size of the sketch of {@link #quantiles(ThrowingToDouble, double...)}: rank error 1.3 %, a few KB. */
    public static final int K_DEFAULT = 200;

    /** The smallest size of a sketch of quantiles: rank error 30 %. */
    public static final int K_MIN = 8;

    /** The largest size of a sketch of quantiles: rank error 0.005 %, a megabyte or two. */
    public static final int K_MAX = 65_535;

    /** The fewest slots that a sketch of frequent items may have. */
    public static final int MAP_SIZE_MIN = 8;

    /** The most slots that a sketch of frequent items may have. */
    public static final int MAP_SIZE_MAX = 1 << 20;

    private Sketches() {}

    /**
     * About how many distinct items there are, with a relative standard error of 1.6 %; 0 for no records.
     *
     * @param item reads the item
     * @param <T> type of the records
     * @return an aggregate that estimates
     * @see #distinct(ThrowingFunction, int)
     */
    public static <T> Aggregate<T, ?, DistinctEstimate> distinct(ThrowingFunction<T, ?> item) {
        return distinct(item, LG_K_DEFAULT);
    }

    /**
     * About how many distinct items there are; 0 for no records. The result depends on the set of items alone: not on
     * their order or multiplicity, nor on what was merged, and so it is the same in every run.
     *
     * <p>Negative zero is zero, all NaN are one item, and a string is the same item as the bytes of its UTF-8.
     *
     * <p>The sketch is HyperLogLog with 8-bit registers: Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, the analysis of a
     * near-optimal cardinality estimation algorithm, AofA 2007. Of its estimators the one that a merge does not change is
     * used, at all times. Few items are counted nearly exactly. It was chosen over a theta sketch because it is an eighth
     * of its size for the same error; set operations, in which theta sketches are better, are of no use in a window.
     *
     * @param item reads the item
     * @param lgK size as a power of two, from {@link #LG_K_MIN} to {@link #LG_K_MAX}: 2<sup>lgK</sup> bytes, relative
     *     standard error 1.04 / √2<sup>lgK</sup>
     * @param <T> type of the records
     * @return an aggregate that estimates
     * @throws IllegalArgumentException if the size is not in its range
     */
    public static <T> Aggregate<T, ?, DistinctEstimate> distinct(ThrowingFunction<T, ?> item, int lgK) {
        return new DistinctSketch<>(item, lgK);
    }

    /**
     * About which values are at given ranks, with a rank error of 1.3 %.
     *
     * @param value reads the number
     * @param ranks between 0 and 1: 0.5 is the median, 0.99 the 99th percentile
     * @param <T> type of the records
     * @return an aggregate that estimates
     * @see #quantiles(int, ThrowingToDouble, double...)
     */
    public static <T> Aggregate<T, ?, Quantiles> quantiles(ThrowingToDouble<T> value, double... ranks) {
        return quantiles(K_DEFAULT, value, ranks);
    }

    /**
     * About which values are at given ranks: the least value such that at least this part of all is no greater. Up to
     * {@code k} numbers it is exact. NaN has no rank; it is counted apart.
     *
     * <p><b>Not repeatable beyond {@code k} numbers:</b> the sketch draws random numbers from a generator that cannot be
     * seeded, so two runs, or two ways of merging, may give different values, all of them within the bounds. There is no
     * result for no records.
     *
     * <p>The sketch is that of Karnin, Lang, Liberty: Optimal quantile approximation in streams, FOCS 2016.
     *
     * @param k size, from {@link #K_MIN} to {@link #K_MAX}; twice the size is about half the error
     * @param value reads the number
     * @param ranks between 0 and 1, at least one: 0.5 is the median, 0.99 the 99th percentile
     * @param <T> type of the records
     * @return an aggregate that estimates
     * @throws IllegalArgumentException if the size or a rank is not in its range
     */
    public static <T> Aggregate<T, ?, Quantiles> quantiles(int k, ThrowingToDouble<T> value, double... ranks) {
        return new QuantileSketch<>(k, value, ranks);
    }

    /**
     * Which items are most frequent, and about how often they are; empty for no records. Up to three quarters of
     * {@code mapSizeMax} distinct items it is exact. Beyond, every item that occurs in more than 3.5 / {@code mapSizeMax}
     * of the records is in the result, and no count is wrong by more than {@link FrequentItems#errorMax()}.
     *
     * <p>There is no randomness in it, but beyond that size the result depends on the order of arrival and of merging,
     * within the bounds. Items are equal as objects of Java: -0.0 is not 0.0.
     *
     * <p>The sketch is that of Anderson, Bevin, Lang, Liberty, Rhodes, Thaler: A high-performance algorithm for
     * identifying frequent items in data streams, IMC 2017.
     *
     * @param item reads the item
     * @param mapSizeMax size, a power of two from {@link #MAP_SIZE_MIN} to {@link #MAP_SIZE_MAX}; it grows up to that
     * @param <T> type of the records
     * @param <V> type of the items
     * @return an aggregate that estimates
     * @throws IllegalArgumentException if the size is not a power of two in its range
     */
    public static <T, V> Aggregate<T, ?, FrequentItems<V>> frequentItems(ThrowingFunction<T, V> item, int mapSizeMax) {
        return new FrequentItemsSketch<>(item, mapSizeMax);
    }
}
