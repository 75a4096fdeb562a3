package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Cell.Operation.MAX;
import static dev.millrace.api.aggregate.Cell.Operation.MIN;
import static dev.millrace.api.aggregate.Cell.Operation.SUM;
import static dev.millrace.api.aggregate.Cell.Operation.SUM_WRAPPING;

import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.ThrowingBinary;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The library of aggregates, made for a static import.
 *
 * <p>Numbers are read as {@code long}, or as {@code double} by the methods whose names say so: overloads would make
 * {@code sum(b -> b.price())} ambiguous. A field of a smaller type widens by itself.
 *
 * <p>No result depends on the order in which records arrive, but for the last bits of doubles where a method says so.
 * What is first, and what wins a tie, is decided by (event time, split, position). A function that returns null where an
 * object is needed fails the operator with a {@link NullPointerException} that names the aggregate.
 *
 * <p>What has no result for no records, as a minimum, cannot be asked for one: see {@link #optional}.
 *
 * <pre>{@code
 * record Stats(long edits, long added, LongSummary delta) {}
 *
 * edits.keyBy(Edit::channel)
 *         .window(tumbling(Duration.ofHours(1)))
 *         .aggregate("hourly", allOf(count(), sum(Edit::added), summary(Edit::delta), Stats::new));
 * }</pre>
 */
public final class Aggregates {

    /** The most records that {@link #topN} and {@link #bottomN} keep. */
    public static final int RANKING_MAX = 10_000;

    private Aggregates() {}

    /**
     * The number of records; 0 for none.
     *
     * @param <T> type of the records
     * @return an aggregate that counts
     */
    public static <T> CellAggregate<T, Long> count() {
        return new CellAggregate<>(List.of(new Cell.Count<>()), (cells, at) -> Boxes.of(cells[at]), true);
    }

    /**
     * The exact sum of a long; 0 for no records. Overflow fails the operator.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums
     */
    public static <T> CellAggregate<T, Long> sum(ThrowingToLong<T> value) {
        return new CellAggregate<>(List.of(new Cell.OfLong<>(SUM, value)), (cells, at) -> Boxes.of(cells[at]), true);
    }

    /**
     * The sum of a long modulo 2<sup>64</sup>, as for checksums; 0 for no records.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums and never overflows
     */
    public static <T> CellAggregate<T, Long> sumWrapping(ThrowingToLong<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.OfLong<>(SUM_WRAPPING, value)), (cells, at) -> Boxes.of(cells[at]), true);
    }

    /**
     * The mean of a long: the exact sum divided by the count. Overflow of the sum fails the operator.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that averages
     */
    public static <T> CellAggregate<T, Double> average(ThrowingToLong<T> value) {
        return ofRecords(new Cell.OfLong<>(SUM, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "average");
            return (double) cells[at + 1] / cells[at];
        });
    }

    /**
     * The least of a long.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the least
     */
    public static <T> CellAggregate<T, Long> min(ThrowingToLong<T> value) {
        return ofRecords(new Cell.OfLong<>(MIN, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "min");
            return Boxes.of(cells[at + 1]);
        });
    }

    /**
     * The greatest of a long.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the greatest
     */
    public static <T> CellAggregate<T, Long> max(ThrowingToLong<T> value) {
        return ofRecords(new Cell.OfLong<>(MAX, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "max");
            return Boxes.of(cells[at + 1]);
        });
    }

    /**
     * Count, sum, average, least and greatest of a long in one result.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that summarizes
     */
    public static <T> CellAggregate<T, LongSummary> summary(ThrowingToLong<T> value) {
        return new CellAggregate<>(
                List.of(
                        new Cell.Count<>(),
                        new Cell.OfLong<>(SUM, value),
                        new Cell.OfLong<>(MIN, value),
                        new Cell.OfLong<>(MAX, value)),
                (cells, at) -> {
                    Contract.requireRecords(cells[at], "summary");
                    return new LongSummary(cells[at], cells[at + 1], cells[at + 2], cells[at + 3]);
                });
    }

    /**
     * The sum of a double, in order of arrival; its last bits may depend on that order. 0 for no records.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums
     */
    public static <T> CellAggregate<T, Double> sumDouble(ThrowingToDouble<T> value) {
        // The neutral element is -0.0; without the count, nothing would read as that.
        return new CellAggregate<>(
                List.of(new Cell.Count<>(), new Cell.OfDouble<>(SUM, value)),
                (cells, at) -> cells[at] == 0 ? 0.0 : Double.longBitsToDouble(cells[at + 1]),
                true);
    }

    /**
     * The sum of a double in twice its precision. With n numbers x, the result differs from the exact sum by at most
     * half an ulp of the result plus 3n · 2<sup>-106</sup> · Σ|x|, in whatever order they are added and merged. That is
     * less than one ulp while n · Σ|x| / |Σx| is less than 2<sup>50</sup>: a billion numbers may cancel each other down
     * to a millionth of their size. Results of two orders are then equal or neighbours.
     *
     * <p>No order of finite numbers overflows if the sum does not. NaN, or infinities of both signs, give NaN; a sum of
     * zeroes is 0.0, whatever their signs, and so is that of no records. Not invertible. The arithmetic is that of
     * Joldes, Muller and Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic,
     * ACM TOMS 44(2), 2017.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums
     */
    public static <T> FoldAggregate<T, Double> sumDoubleCompensated(ThrowingToDouble<T> value) {
        return FoldAggregate.<T, Double>ofDouble(value, new CompensatedSum("sumDoubleCompensated"), CompensatedSum::sum)
                .withEmptyResult();
    }

    /**
     * The mean of a double; its last bits may depend on the order of arrival.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that averages
     */
    public static <T> CellAggregate<T, Double> averageDouble(ThrowingToDouble<T> value) {
        return ofRecords(new Cell.OfDouble<>(SUM, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "averageDouble");
            return Double.longBitsToDouble(cells[at + 1]) / cells[at];
        });
    }

    /**
     * The mean of a double, from a sum as that of {@link #sumDoubleCompensated}, and as accurate. The mean of finite
     * numbers is finite, even if their sum is not.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that averages
     */
    public static <T> FoldAggregate<T, Double> averageDoubleCompensated(ThrowingToDouble<T> value) {
        return FoldAggregate.ofDouble(value, new CompensatedSum("averageDoubleCompensated"), (cells, at) -> {
            Contract.requireRecords(CompensatedSum.count(cells, at), "averageDoubleCompensated");
            return CompensatedSum.average(cells, at);
        });
    }

    /**
     * The least of a double; NaN if any record has NaN. -0.0 is less than 0.0.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the least
     */
    public static <T> CellAggregate<T, Double> minDouble(ThrowingToDouble<T> value) {
        return ofRecords(new Cell.OfDouble<>(MIN, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "minDouble");
            return Double.longBitsToDouble(cells[at + 1]);
        });
    }

    /**
     * The greatest of a double; NaN if any record has NaN. -0.0 is less than 0.0.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the greatest
     */
    public static <T> CellAggregate<T, Double> maxDouble(ThrowingToDouble<T> value) {
        return ofRecords(new Cell.OfDouble<>(MAX, value), (cells, at) -> {
            Contract.requireRecords(cells[at], "maxDouble");
            return Double.longBitsToDouble(cells[at + 1]);
        });
    }

    /**
     * Count, sum, average, least and greatest of a double in one result.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that summarizes
     */
    public static <T> CellAggregate<T, DoubleSummary> summaryDouble(ThrowingToDouble<T> value) {
        return new CellAggregate<>(
                List.of(
                        new Cell.Count<>(),
                        new Cell.OfDouble<>(SUM, value),
                        new Cell.OfDouble<>(MIN, value),
                        new Cell.OfDouble<>(MAX, value)),
                (cells, at) -> {
                    Contract.requireRecords(cells[at], "summaryDouble");
                    return new DoubleSummary(
                            cells[at],
                            Double.longBitsToDouble(cells[at + 1]),
                            Double.longBitsToDouble(cells[at + 2]),
                            Double.longBitsToDouble(cells[at + 3]));
                });
    }

    /**
     * A count and one more cell. The reader asks for the count itself, so that nobody sees a neutral element: one lambda
     * around all readers would be one call of many targets, which is never compiled into the loop that reads results.
     */
    private static <T, R> CellAggregate<T, R> ofRecords(Cell<T> cell, CellAggregate.Reader<R> reader) {
        return new CellAggregate<>(List.of(new Cell.Count<>(), cell), reader);
    }

    /**
     * The variance of longs, of a population, with the count as divisor; 0 for one record. It is computed from exact
     * sums, so that it cannot lose digits and is invertible.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the variance
     */
    public static <T> FoldAggregate<T, Double> variance(ThrowingToLong<T> value) {
        return FoldAggregate.ofLong(value, new ExactVariance("variance"), (cells, at) -> {
            Contract.requireRecords(cells[at], "variance");
            return ExactVariance.variance(cells, at, false);
        });
    }

    /**
     * The variance of doubles, of a population, with the count as divisor; 0 for one record. It is computed by
     * Welford's method, merged as by Chan, Golub and LeVeque (1979); the last bits may depend on the order of arrival.
     * NaN if any number is NaN or infinite.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the variance
     */
    public static <T> FoldAggregate<T, Double> varianceDouble(ThrowingToDouble<T> value) {
        return FoldAggregate.ofDouble(value, new StableVariance("varianceDouble"), (cells, at) -> {
            Contract.requireRecords(cells[at], "varianceDouble");
            return StableVariance.variance(cells, at, false);
        });
    }

    /**
     * The standard deviation of longs, of a population, with the count as divisor; 0 for one record. It is computed
     * from exact sums, so that it cannot lose digits and is invertible.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the standard deviation
     */
    public static <T> FoldAggregate<T, Double> standardDeviation(ThrowingToLong<T> value) {
        return FoldAggregate.ofLong(value, new ExactVariance("standardDeviation"), (cells, at) -> {
            Contract.requireRecords(cells[at], "standardDeviation");
            return Math.sqrt(ExactVariance.variance(cells, at, false));
        });
    }

    /**
     * The standard deviation of doubles, of a population, with the count as divisor; 0 for one record. It is computed
     * by Welford's method, merged as by Chan, Golub and LeVeque (1979); the last bits may depend on the order of
     * arrival. NaN if any number is NaN or infinite.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the standard deviation
     */
    public static <T> FoldAggregate<T, Double> standardDeviationDouble(ThrowingToDouble<T> value) {
        return FoldAggregate.ofDouble(value, new StableVariance("standardDeviationDouble"), (cells, at) -> {
            Contract.requireRecords(cells[at], "standardDeviationDouble");
            return Math.sqrt(StableVariance.variance(cells, at, false));
        });
    }

    /**
     * The variance of longs, of a sample, with the count minus 1 as divisor; NaN for one record. It is computed from
     * exact sums, so that it cannot lose digits and is invertible.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the variance
     */
    public static <T> FoldAggregate<T, Double> sampleVariance(ThrowingToLong<T> value) {
        return FoldAggregate.ofLong(value, new ExactVariance("sampleVariance"), (cells, at) -> {
            Contract.requireRecords(cells[at], "sampleVariance");
            return ExactVariance.variance(cells, at, true);
        });
    }

    /**
     * The variance of doubles, of a sample, with the count minus 1 as divisor; NaN for one record. It is computed by
     * Welford's method, merged as by Chan, Golub and LeVeque (1979); the last bits may depend on the order of arrival.
     * NaN if any number is NaN or infinite.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the variance
     */
    public static <T> FoldAggregate<T, Double> sampleVarianceDouble(ThrowingToDouble<T> value) {
        return FoldAggregate.ofDouble(value, new StableVariance("sampleVarianceDouble"), (cells, at) -> {
            Contract.requireRecords(cells[at], "sampleVarianceDouble");
            return StableVariance.variance(cells, at, true);
        });
    }

    /**
     * The standard deviation of longs, of a sample, with the count minus 1 as divisor; NaN for one record. It is
     * computed from exact sums, so that it cannot lose digits and is invertible.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the standard deviation
     */
    public static <T> FoldAggregate<T, Double> sampleStandardDeviation(ThrowingToLong<T> value) {
        return FoldAggregate.ofLong(value, new ExactVariance("sampleStandardDeviation"), (cells, at) -> {
            Contract.requireRecords(cells[at], "sampleStandardDeviation");
            return Math.sqrt(ExactVariance.variance(cells, at, true));
        });
    }

    /**
     * The standard deviation of doubles, of a sample, with the count minus 1 as divisor; NaN for one record. It is
     * computed by Welford's method, merged as by Chan, Golub and LeVeque (1979); the last bits may depend on the order
     * of arrival. NaN if any number is NaN or infinite.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that reads the standard deviation
     */
    public static <T> FoldAggregate<T, Double> sampleStandardDeviationDouble(ThrowingToDouble<T> value) {
        return FoldAggregate.ofDouble(value, new StableVariance("sampleStandardDeviationDouble"), (cells, at) -> {
            Contract.requireRecords(cells[at], "sampleStandardDeviationDouble");
            return Math.sqrt(StableVariance.variance(cells, at, true));
        });
    }

    /**
     * The straight line through points by least squares, from exact sums: only the results are rounded, and it is
     * invertible. Slope and intercept are NaN if all points have the same x.
     *
     * @param x reads the coordinate that is given, as a time
     * @param y reads the coordinate that is explained
     * @param <T> type of the records
     * @return an aggregate that fits a line
     */
    public static <T> Aggregate<T, ?, LinearTrend> linearTrend(ThrowingToLong<T> x, ThrowingToLong<T> y) {
        return new LongTrend<>(x, y);
    }

    /**
     * The straight line through points by least squares, from co-moments about the means; the last bits may depend on
     * the order of arrival. Slope and intercept are NaN if all points have the same x, or if any coordinate is NaN or
     * infinite.
     *
     * @param x reads the coordinate that is given
     * @param y reads the coordinate that is explained
     * @param <T> type of the records
     * @return an aggregate that fits a line
     */
    public static <T> Aggregate<T, ?, LinearTrend> linearTrendDouble(ThrowingToDouble<T> x, ThrowingToDouble<T> y) {
        return new DoubleTrend<>(x, y);
    }

    /**
     * Counts of longs by bucket: below the first bound, from each bound to the next, from the last on. Invertible; all
     * counts are 0 for no records.
     *
     * @param value reads the number
     * @param bounds strictly ascending, at least one, so many that there are at most {@link CellAggregate#CELLS_MAX} buckets
     * @param <T> type of the records
     * @return an aggregate that counts by bucket
     * @throws IllegalArgumentException if the bounds do not ascend, or are too many
     */
    public static <T> FoldAggregate<T, LongHistogram> histogram(ThrowingToLong<T> value, long... bounds) {
        Buckets.OfLong buckets = new Buckets.OfLong(bounds);
        return FoldAggregate.ofLong(value, buckets, buckets::read).withEmptyResult();
    }

    /**
     * Counts of doubles by bucket: below the first bound, from each bound to the next, from the last on. NaN is counted
     * apart, and zeroes are equal whatever their sign. Invertible; all counts are 0 for no records.
     *
     * @param value reads the number
     * @param bounds finite, strictly ascending, at least one, so many that there are fewer than {@link CellAggregate#CELLS_MAX} buckets
     * @param <T> type of the records
     * @return an aggregate that counts by bucket
     * @throws IllegalArgumentException if the bounds are not finite, do not ascend, or are too many
     */
    public static <T> FoldAggregate<T, DoubleHistogram> histogramDouble(ThrowingToDouble<T> value, double... bounds) {
        Buckets.OfDouble buckets = new Buckets.OfDouble(bounds);
        return FoldAggregate.ofDouble(value, buckets, buckets::read).withEmptyResult();
    }

    /**
     * Whether any record answers a condition; false for no records. Every record is asked. Invertible.
     *
     * @param predicate the condition
     * @param <T> type of the records
     * @return an aggregate whose result is true or false
     */
    public static <T> FoldAggregate<T, Boolean> any(ThrowingPredicate<T> predicate) {
        return FoldAggregate.<T, Boolean>ofLong(
                        new Matches<>(predicate, true), new Tally("any"), (cells, at) -> cells[at] > 0)
                .withEmptyResult();
    }

    /**
     * Whether all records answer a condition; true for no records. Every record is asked. Invertible.
     *
     * @param predicate the condition
     * @param <T> type of the records
     * @return an aggregate whose result is true or false
     */
    public static <T> FoldAggregate<T, Boolean> all(ThrowingPredicate<T> predicate) {
        return FoldAggregate.<T, Boolean>ofLong(
                        new Matches<>(predicate, false), new Tally("all"), (cells, at) -> cells[at] == 0)
                .withEmptyResult();
    }

    /**
     * A value of the first record in event time; ties go to the first by split and position.
     *
     * @param value reads the value; must not return null
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate that keeps one value
     */
    public static <T, V> Aggregate<T, ?, V> first(ThrowingFunction<T, V> value) {
        return new Edge<>(false, value);
    }

    /**
     * A value of the last record in event time; ties go to the last by split and position.
     *
     * @param value reads the value; must not return null
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate that keeps one value
     */
    public static <T, V> Aggregate<T, ?, V> last(ThrowingFunction<T, V> value) {
        return new Edge<>(true, value);
    }

    /**
     * The record with the least key; of equal ones the earliest in event time. Doubles are compared as {@link
     * Double#compareTo} does it: NaN is greatest, and -0.0 is less than 0.0.
     *
     * @param key reads what records are compared by; must not return null
     * @param <T> type of the records
     * @param <K> type of what is compared
     * @return an aggregate that keeps one record
     */
    public static <T, K extends Comparable<? super K>> Aggregate<T, ?, T> minBy(ThrowingFunction<T, K> key) {
        return new Extreme<>("minBy", key, Comparator.<K>naturalOrder());
    }

    /**
     * The least record by a comparator; of equal ones the earliest in event time.
     *
     * @param order compares two records
     * @param <T> type of the records
     * @return an aggregate that keeps one record
     */
    public static <T> Aggregate<T, ?, T> minBy(Comparator<? super T> order) {
        return new Extreme<T, T>("minBy", record -> record, order);
    }

    /**
     * The record with the greatest key; of equal ones the earliest in event time. Doubles are compared as {@link
     * Double#compareTo} does it: NaN is greatest, and -0.0 is less than 0.0.
     *
     * @param key reads what records are compared by; must not return null
     * @param <T> type of the records
     * @param <K> type of what is compared
     * @return an aggregate that keeps one record
     */
    public static <T, K extends Comparable<? super K>> Aggregate<T, ?, T> maxBy(ThrowingFunction<T, K> key) {
        return new Extreme<>("maxBy", key, Comparator.<K>reverseOrder());
    }

    /**
     * The greatest record by a comparator; of equal ones the earliest in event time.
     *
     * @param order compares two records
     * @param <T> type of the records
     * @return an aggregate that keeps one record
     */
    public static <T> Aggregate<T, ?, T> maxBy(Comparator<? super T> order) {
        return new Extreme<T, T>("maxBy", record -> record, order.reversed());
    }

    /**
     * The records with the greatest keys, best first; of equal ones the earliest in event time is better. Fewer if
     * there are fewer, and none for no records. Doubles are compared as {@link Double#compareTo} does it: NaN is
     * greatest, and -0.0 is less than 0.0.
     *
     * @param limit how many, between 1 and {@link #RANKING_MAX}
     * @param key reads what records are compared by; must not return null
     * @param <T> type of the records
     * @param <K> type of what is compared
     * @return an aggregate whose result is an unmodifiable list
     * @throws IllegalArgumentException if the limit is not in its range
     */
    public static <T, K extends Comparable<? super K>> Aggregate<T, ?, List<T>> topN(
            int limit, ThrowingFunction<T, K> key) {
        return new Ranking<>("topN", limit, key, Comparator.<K>reverseOrder());
    }

    /**
     * The greatest records by a comparator, best first; of equal ones the earliest in event time is better. Fewer if
     * there are fewer, and none for no records.
     *
     * @param limit how many, between 1 and {@link #RANKING_MAX}
     * @param order compares two records
     * @param <T> type of the records
     * @return an aggregate whose result is an unmodifiable list
     * @throws IllegalArgumentException if the limit is not in its range
     */
    public static <T> Aggregate<T, ?, List<T>> topN(int limit, Comparator<? super T> order) {
        return new Ranking<T, T>("topN", limit, record -> record, order.reversed());
    }

    /**
     * The records with the least keys, best first; of equal ones the earliest in event time is better. Fewer if there
     * are fewer, and none for no records. Doubles are compared as {@link Double#compareTo} does it: NaN is greatest,
     * and -0.0 is less than 0.0.
     *
     * @param limit how many, between 1 and {@link #RANKING_MAX}
     * @param key reads what records are compared by; must not return null
     * @param <T> type of the records
     * @param <K> type of what is compared
     * @return an aggregate whose result is an unmodifiable list
     * @throws IllegalArgumentException if the limit is not in its range
     */
    public static <T, K extends Comparable<? super K>> Aggregate<T, ?, List<T>> bottomN(
            int limit, ThrowingFunction<T, K> key) {
        return new Ranking<>("bottomN", limit, key, Comparator.<K>naturalOrder());
    }

    /**
     * The least records by a comparator, best first; of equal ones the earliest in event time is better. Fewer if there
     * are fewer, and none for no records.
     *
     * @param limit how many, between 1 and {@link #RANKING_MAX}
     * @param order compares two records
     * @param <T> type of the records
     * @return an aggregate whose result is an unmodifiable list
     * @throws IllegalArgumentException if the limit is not in its range
     */
    public static <T> Aggregate<T, ?, List<T>> bottomN(int limit, Comparator<? super T> order) {
        return new Ranking<T, T>("bottomN", limit, record -> record, order);
    }

    /**
     * A list of one value of each record, in the order of (event time, split, position); empty for no records. It keeps
     * every value until the window closes.
     *
     * @param value reads the value; must not return null
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate whose result is an unmodifiable list
     */
    public static <T, V> ListAggregate<T, V> collect(ThrowingFunction<T, V> value) {
        return new ListAggregate<>(value);
    }

    /**
     * The distinct values, in the order of their first records in event time; empty for no records. It keeps every
     * distinct value. For counts of each, sorted and invertible, group: {@code groupingBy(f, count())}.
     *
     * @param value reads the value; must not return null, and values must have equals and hashCode
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate whose result is an unmodifiable set
     */
    public static <T, V> Aggregate<T, ?, Set<V>> collectSet(ThrowingFunction<T, V> value) {
        return new DistinctValues<>(value);
    }

    /**
     * The exact number of distinct values; 0 for no records. It keeps every distinct value; where that is too much, a
     * sketch estimates the number. Invertible is {@code groupingBy(f, count()).andThen(groups -> (long)
     * groups.size())}.
     *
     * @param value reads the value; must not return null, and values must have equals and hashCode
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate that counts distinct values
     */
    public static <T, V> Aggregate<T, ?, Long> countDistinct(ThrowingFunction<T, V> value) {
        return new DistinctCount<>(value);
    }

    /**
     * One value made of all by an operation that is associative and commutative, as a greatest common divisor is. The
     * operation must not change its arguments.
     *
     * @param value reads the value; must not return null
     * @param operation makes one value of two; must not return null
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate that reduces
     */
    public static <T, V> Aggregate<T, ?, V> reduce(ThrowingFunction<T, V> value, ThrowingBinary<V> operation) {
        return new Reduction<>(false, value, operation);
    }

    /**
     * One value made of all by an operation that is associative, as concatenation is: values are taken in the order of
     * (event time, split, position), and records are kept until the window closes. The operation must not change its
     * arguments.
     *
     * @param value reads the value; must not return null
     * @param operation makes one value of an earlier and a later one; must not return null
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate that reduces in order
     */
    public static <T, V> Aggregate<T, ?, V> reduceOrdered(ThrowingFunction<T, V> value, ThrowingBinary<V> operation) {
        return new Reduction<>(true, value, operation);
    }

    /**
     * The result of an aggregate as an Optional, empty for no records: this makes what has no result then, as a
     * minimum, usable in {@link #filtering} and {@link #flatMapping}.
     *
     * @param aggregate of the records
     * @param <T> type of the records
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return an aggregate that has a result for no records
     */
    public static <T, A, R> Aggregate<T, ?, Optional<R>> optional(Aggregate<T, A, R> aggregate) {
        return new OptionalResult<>(aggregate);
    }

    /**
     * An aggregate of the records that pass a condition. Where none passes it reads as for no records, so the aggregate
     * must have a result then ({@link Aggregate#hasEmptyResult}); {@link #filteringOptional} takes every aggregate.
     *
     * @param predicate tells which records pass
     * @param aggregate of the records that pass
     * @param <T> type of the records
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return the aggregate behind the condition
     * @throws IllegalArgumentException if the aggregate has no result for no records
     */
    public static <T, A, R> Aggregate<T, ?, R> filtering(
            ThrowingPredicate<? super T> predicate, Aggregate<? super T, A, R> aggregate) {
        return new Filtering<>(predicate, aggregate);
    }

    /**
     * An aggregate of the records that pass a condition, as an Optional that is empty where none passes: {@link
     * #filtering} of {@link #optional}.
     *
     * @param predicate tells which records pass
     * @param aggregate of the records that pass
     * @param <T> type of the records
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return the aggregate behind the condition
     */
    public static <T, A, R> Aggregate<T, ?, Optional<R>> filteringOptional(
            ThrowingPredicate<? super T> predicate, Aggregate<? super T, A, R> aggregate) {
        return filtering(predicate, optional(aggregate));
    }

    /**
     * An aggregate of what a function makes of each record. Places in event time stay those of the records.
     *
     * @param function applied to each record; must not return null
     * @param aggregate of what the function returns
     * @param <T> type of the records
     * @param <U> type of what is aggregated
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return the aggregate behind the function
     */
    public static <T, U, A, R> Aggregate<T, ?, R> mapping(
            ThrowingFunction<T, U> function, Aggregate<? super U, A, R> aggregate) {
        return new MappedRecords<>(function, aggregate);
    }

    /**
     * An aggregate of any number of values of each record. Each has the place of its record; among themselves they stay
     * in the order in which they are handed out.
     *
     * @param mapper hands out the values of a record, none of them null
     * @param aggregate of the values; it must have a result for no records, see {@link #optional}
     * @param <T> type of the records
     * @param <U> type of what is aggregated
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return the aggregate behind the mapper
     * @throws IllegalArgumentException if the aggregate has no result for no records
     */
    public static <T, U, A, R> Aggregate<T, ?, R> flatMapping(
            FlatMapper<T, U> mapper, Aggregate<? super U, A, R> aggregate) {
        return new FlatMappedRecords<>(mapper, aggregate);
    }

    /**
     * An aggregate for each group of records, sorted by group; empty for no records. There are only groups with
     * records, so any aggregate will do. It keeps an accumulator for every group. Invertible if the aggregate is.
     *
     * @param group tells the group of a record; must not return null
     * @param aggregate of the records of one group
     * @param <T> type of the records
     * @param <K> type of the groups
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return an aggregate whose result is an unmodifiable map
     */
    public static <T, K extends Comparable<? super K>, A, R> Aggregate<T, ?, Map<K, R>> groupingBy(
            ThrowingFunction<T, K> group, Aggregate<? super T, A, R> aggregate) {
        return groupingBy(group, Comparator.<K>naturalOrder(), aggregate);
    }

    /**
     * An aggregate for each group of records, as {@link #groupingBy(ThrowingFunction, Aggregate)}, sorted by a
     * comparator. Groups are told apart by equals; the order of unequal groups that compare as equal is not defined.
     *
     * @param group tells the group of a record; must not return null, and groups must have equals and hashCode
     * @param order sorts the groups; should be consistent with equals
     * @param aggregate of the records of one group
     * @param <T> type of the records
     * @param <K> type of the groups
     * @param <A> type of the accumulator
     * @param <R> type of the result
     * @return an aggregate whose result is an unmodifiable map
     */
    @SuppressWarnings("unchecked") // what takes records of a supertype takes these
    public static <T, K, A, R> Aggregate<T, ?, Map<K, R>> groupingBy(
            ThrowingFunction<T, K> group, Comparator<? super K> order, Aggregate<? super T, A, R> aggregate) {
        return new Grouping<>(group, order, (Aggregate<T, A, R>) aggregate);
    }

    /**
     * Starts an aggregate of any number of parts over the same records in one pass; for two to eight the methods below
     * read better.
     *
     * @param <T> type of the records
     * @return a builder that takes parts, and gives each back as what finds its result
     */
    public static <T> AllOf<T> allOf() {
        return new AllOf<>();
    }

    /**
     * Two aggregates over the same records in one pass.
     *
     * @param a first
     * @param b second
     * @param combiner makes the result, as {@code Stats::new}; must not return null
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Combiner.Of2<? super A, ? super B, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b), new ArrayCombiner<>(combiner, r -> combiner.combine((A) r[0], (B) r[1])));
    }

    /**
     * Three aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Combiner.Of3<? super A, ? super B, ? super C, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c), new ArrayCombiner<>(combiner, r -> combiner.combine((A) r[0], (B) r[1], (C) r[2])));
    }

    /**
     * Four aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param d fourth
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <D> result of the fourth
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, D, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Aggregate<? super T, ?, D> d,
            Combiner.Of4<? super A, ? super B, ? super C, ? super D, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d),
                new ArrayCombiner<>(combiner, r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3])));
    }

    /**
     * Five aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param d fourth
     * @param e fifth
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <D> result of the fourth
     * @param <E> result of the fifth
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, D, E, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Aggregate<? super T, ?, D> d,
            Aggregate<? super T, ?, E> e,
            Combiner.Of5<? super A, ? super B, ? super C, ? super D, ? super E, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d, e),
                new ArrayCombiner<>(combiner, r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3], (E) r[4])));
    }

    /**
     * Six aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param d fourth
     * @param e fifth
     * @param f sixth
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <D> result of the fourth
     * @param <E> result of the fifth
     * @param <F> result of the sixth
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, D, E, F, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Aggregate<? super T, ?, D> d,
            Aggregate<? super T, ?, E> e,
            Aggregate<? super T, ?, F> f,
            Combiner.Of6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d, e, f),
                r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3], (E) r[4], (F) r[5]));
    }

    /**
     * Seven aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param d fourth
     * @param e fifth
     * @param f sixth
     * @param g seventh
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <D> result of the fourth
     * @param <E> result of the fifth
     * @param <F> result of the sixth
     * @param <G> result of the seventh
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, D, E, F, G, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Aggregate<? super T, ?, D> d,
            Aggregate<? super T, ?, E> e,
            Aggregate<? super T, ?, F> f,
            Aggregate<? super T, ?, G> g,
            Combiner.Of7<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? super G, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d, e, f, g),
                r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3], (E) r[4], (F) r[5], (G) r[6]));
    }

    /**
     * Eight aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner.Of2)}.
     *
     * @param a first
     * @param b second
     * @param c third
     * @param d fourth
     * @param e fifth
     * @param f sixth
     * @param g seventh
     * @param h eighth
     * @param combiner makes the result
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <C> result of the third
     * @param <D> result of the fourth
     * @param <E> result of the fifth
     * @param <F> result of the sixth
     * @param <G> result of the seventh
     * @param <H> result of the eighth
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, C, D, E, F, G, H, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a,
            Aggregate<? super T, ?, B> b,
            Aggregate<? super T, ?, C> c,
            Aggregate<? super T, ?, D> d,
            Aggregate<? super T, ?, E> e,
            Aggregate<? super T, ?, F> f,
            Aggregate<? super T, ?, G> g,
            Aggregate<? super T, ?, H> h,
            Combiner.Of8<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? super G, ? super H, R>
                    combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d, e, f, g, h),
                r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3], (E) r[4], (F) r[5], (G) r[6], (H) r[7]));
    }
}
