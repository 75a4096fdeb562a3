package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Cell.Operation.MAX;
import static dev.millrace.api.aggregate.Cell.Operation.MIN;
import static dev.millrace.api.aggregate.Cell.Operation.SUM;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import java.io.Serializable;
import java.util.List;

/**
 * The library of aggregates, made for a static import.
 *
 * <p>Numbers are read as {@code long}, or as {@code double} by the methods whose names say so: overloads would make
 * {@code sum(b -> b.price())} ambiguous. A field of a smaller type widens by itself.
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

    private Aggregates() {}

    /**
     * The number of records.
     *
     * @param <T> type of the records
     * @return an aggregate that counts
     */
    public static <T> CellAggregate<T, Long> count() {
        return new CellAggregate<>(List.of(new Cell.Count<>()), (cells, at) -> cells[at]);
    }

    /**
     * The exact sum of a long. Overflow fails the operator.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums
     */
    public static <T> CellAggregate<T, Long> sum(ThrowingToLong<T> value) {
        return new CellAggregate<>(List.of(new Cell.OfLong<>(SUM, value)), (cells, at) -> cells[at]);
    }

    /**
     * The mean of a long: the exact sum divided by the count.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that averages
     */
    public static <T> CellAggregate<T, Double> average(ThrowingToLong<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.Count<>(), new Cell.OfLong<>(SUM, value)),
                (cells, at) -> (double) cells[at + 1] / cells[at]);
    }

    /**
     * The least of a long.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the least
     */
    public static <T> CellAggregate<T, Long> min(ThrowingToLong<T> value) {
        return new CellAggregate<>(List.of(new Cell.OfLong<>(MIN, value)), (cells, at) -> cells[at]);
    }

    /**
     * The greatest of a long.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the greatest
     */
    public static <T> CellAggregate<T, Long> max(ThrowingToLong<T> value) {
        return new CellAggregate<>(List.of(new Cell.OfLong<>(MAX, value)), (cells, at) -> cells[at]);
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
                (cells, at) -> new LongSummary(cells[at], cells[at + 1], cells[at + 2], cells[at + 3]));
    }

    /**
     * The sum of a double, in order of arrival; its last bits may depend on that order.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that sums
     */
    public static <T> CellAggregate<T, Double> sumDouble(ThrowingToDouble<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.OfDouble<>(SUM, value)), (cells, at) -> Double.longBitsToDouble(cells[at]));
    }

    /**
     * The mean of a double; its last bits may depend on the order of arrival.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that averages
     */
    public static <T> CellAggregate<T, Double> averageDouble(ThrowingToDouble<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.Count<>(), new Cell.OfDouble<>(SUM, value)),
                (cells, at) -> Double.longBitsToDouble(cells[at + 1]) / cells[at]);
    }

    /**
     * The least of a double; NaN if any record has NaN.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the least
     */
    public static <T> CellAggregate<T, Double> minDouble(ThrowingToDouble<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.OfDouble<>(MIN, value)), (cells, at) -> Double.longBitsToDouble(cells[at]));
    }

    /**
     * The greatest of a double; NaN if any record has NaN.
     *
     * @param value reads the number
     * @param <T> type of the records
     * @return an aggregate that keeps the greatest
     */
    public static <T> CellAggregate<T, Double> maxDouble(ThrowingToDouble<T> value) {
        return new CellAggregate<>(
                List.of(new Cell.OfDouble<>(MAX, value)), (cells, at) -> Double.longBitsToDouble(cells[at]));
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
                (cells, at) -> new DoubleSummary(
                        cells[at],
                        Double.longBitsToDouble(cells[at + 1]),
                        Double.longBitsToDouble(cells[at + 2]),
                        Double.longBitsToDouble(cells[at + 3])));
    }

    /**
     * A list of one value of each record, in the order of (event time, split, position).
     *
     * @param value reads the value
     * @param <T> type of the records
     * @param <V> type of the values
     * @return an aggregate whose result is an unmodifiable list
     */
    public static <T, V> ListAggregate<T, V> collect(ThrowingFunction<T, V> value) {
        return new ListAggregate<>(value);
    }

    /**
     * Makes one result of two; usually the constructor of a record.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Combiner2<A, B, R> extends Serializable {
        /** Combines. */
        R combine(A a, B b) throws Exception;
    }

    /**
     * Makes one result of three; usually the constructor of a record.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Combiner3<A, B, C, R> extends Serializable {
        /** Combines. */
        R combine(A a, B b, C c) throws Exception;
    }

    /**
     * Makes one result of four; usually the constructor of a record.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Combiner4<A, B, C, D, R> extends Serializable {
        /** Combines. */
        R combine(A a, B b, C c, D d) throws Exception;
    }

    /**
     * Makes one result of five; usually the constructor of a record.
     *
     * @param <A> first result
     * @param <B> second result
     * @param <C> third result
     * @param <D> fourth result
     * @param <E> fifth result
     * @param <R> what is made of them
     */
    @FunctionalInterface
    public interface Combiner5<A, B, C, D, E, R> extends Serializable {
        /** Combines. */
        R combine(A a, B b, C c, D d, E e) throws Exception;
    }

    /**
     * Two aggregates over the same records in one pass.
     *
     * @param a first
     * @param b second
     * @param combiner makes the result, as {@code Stats::new}
     * @param <T> type of the records
     * @param <A> result of the first
     * @param <B> result of the second
     * @param <R> type of the result
     * @return the composed aggregate
     */
    @SuppressWarnings("unchecked") // the parts' results arrive in the order of the parts
    public static <T, A, B, R> CompositeAggregate<T, R> allOf(
            Aggregate<? super T, ?, A> a, Aggregate<? super T, ?, B> b, Combiner2<? super A, ? super B, R> combiner) {
        return new CompositeAggregate<>(List.of(a, b), r -> combiner.combine((A) r[0], (B) r[1]));
    }

    /**
     * Three aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner2)}.
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
            Combiner3<? super A, ? super B, ? super C, R> combiner) {
        return new CompositeAggregate<>(List.of(a, b, c), r -> combiner.combine((A) r[0], (B) r[1], (C) r[2]));
    }

    /**
     * Four aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner2)}.
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
            Combiner4<? super A, ? super B, ? super C, ? super D, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d), r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3]));
    }

    /**
     * Five aggregates over the same records in one pass; as {@link #allOf(Aggregate, Aggregate, Combiner2)}.
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
            Combiner5<? super A, ? super B, ? super C, ? super D, ? super E, R> combiner) {
        return new CompositeAggregate<>(
                List.of(a, b, c, d, e), r -> combiner.combine((A) r[0], (B) r[1], (C) r[2], (D) r[3], (E) r[4]));
    }
}
