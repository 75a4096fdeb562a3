package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import java.io.Serializable;

/**
 * One number in an accumulator and how a record changes it. A closed set, so that a runner can keep cells in arrays and
 * update them column by column.
 *
 * <p>A cell is a {@code long}; doubles are kept as their raw bits ({@link Double#doubleToRawLongBits}).
 *
 * @param <T> type of the records
 */
public sealed interface Cell<T> extends Serializable {

    /** How a cell takes a number. */
    enum Operation {
        /** Adds; the sum of longs throws {@link ArithmeticException} on overflow. */
        SUM,
        /** Adds longs modulo 2^64, for those who know that it will not matter. */
        SUM_WRAPPING,
        /** Keeps the least; NaN wins, and -0.0 is less than 0.0, as in {@link Math#min(double, double)}. */
        MIN,
        /** Keeps the greatest; NaN wins, and 0.0 is greater than -0.0, as in {@link Math#max(double, double)}. */
        MAX
    }

    /**
     * The value of a cell that has seen nothing.
     *
     * @return the neutral element of the operation
     */
    long identity();

    /**
     * Adds one record.
     *
     * @param cell the value before
     * @param value the record
     * @return the value after
     * @throws Exception whatever the user's extractor throws, and {@link ArithmeticException} on overflow
     */
    long add(long cell, T value) throws Exception;

    /**
     * Merges two cells.
     *
     * @param left one value
     * @param right the other
     * @return the value over the records of both
     */
    long merge(long left, long right);

    /**
     * Tells whether {@link #subtract} works.
     *
     * @return true for counts and for sums of longs
     */
    boolean isInvertible();

    /**
     * Undoes a merge, exactly.
     *
     * @param left over the records of both
     * @param right over some of them
     * @return the value without those
     */
    long subtract(long left, long right);

    /**
     * Tells a user what this is.
     *
     * @return as {@code sum(Bid::price)}
     */
    String describe();

    /**
     * Counts records.
     *
     * @param <T> type of the records
     */
    record Count<T>() implements Cell<T> {

        @Override
        public long identity() {
            return 0;
        }

        @Override
        public long add(long cell, T value) {
            return cell + 1;
        }

        @Override
        public long merge(long left, long right) {
            return left + right;
        }

        @Override
        public boolean isInvertible() {
            return true;
        }

        @Override
        public long subtract(long left, long right) {
            return left - right;
        }

        @Override
        public String describe() {
            return "count";
        }
    }

    /**
     * Folds a long that is read from each record.
     *
     * @param operation how
     * @param value reads the number
     * @param <T> type of the records
     */
    record OfLong<T>(Operation operation, ThrowingToLong<T> value) implements Cell<T> {

        @Override
        public long identity() {
            return switch (operation) {
                case SUM, SUM_WRAPPING -> 0;
                case MIN -> Long.MAX_VALUE;
                case MAX -> Long.MIN_VALUE;
            };
        }

        @Override
        public long add(long cell, T record) throws Exception {
            return merge(cell, value.applyAsLong(record));
        }

        @Override
        public long merge(long left, long right) {
            return switch (operation) {
                case SUM -> Math.addExact(left, right);
                case SUM_WRAPPING -> left + right;
                case MIN -> Math.min(left, right);
                case MAX -> Math.max(left, right);
            };
        }

        @Override
        public boolean isInvertible() {
            return operation == Operation.SUM || operation == Operation.SUM_WRAPPING;
        }

        @Override
        public long subtract(long left, long right) {
            return switch (operation) {
                case SUM -> Math.subtractExact(left, right);
                case SUM_WRAPPING -> left - right;
                case MIN, MAX -> throw new UnsupportedOperationException(describe() + " cannot subtract");
            };
        }

        @Override
        public String describe() {
            return Cell.describe(operation, value);
        }
    }

    /**
     * Folds a double that is read from each record. The cell holds its raw bits.
     *
     * @param operation how
     * @param value reads the number
     * @param <T> type of the records
     */
    record OfDouble<T>(Operation operation, ThrowingToDouble<T> value) implements Cell<T> {

        /** Validates. */
        public OfDouble {
            if (operation == Operation.SUM_WRAPPING) {
                throw new IllegalArgumentException("doubles do not wrap, got " + operation + "; use SUM");
            }
        }

        @Override
        public long identity() {
            return Double.doubleToRawLongBits(
                    switch (operation) {
                        // The neutral element of IEEE addition is -0.0: with +0.0 a sum of -0.0 would change its sign.
                        case SUM, SUM_WRAPPING -> -0.0;
                        case MIN -> Double.POSITIVE_INFINITY;
                        case MAX -> Double.NEGATIVE_INFINITY;
                    });
        }

        @Override
        public long add(long cell, T record) throws Exception {
            return merge(cell, Double.doubleToRawLongBits(value.applyAsDouble(record)));
        }

        @Override
        public long merge(long left, long right) {
            double a = Double.longBitsToDouble(left);
            double b = Double.longBitsToDouble(right);
            return Double.doubleToRawLongBits(
                    switch (operation) {
                        case SUM, SUM_WRAPPING -> a + b;
                        case MIN -> Math.min(a, b);
                        case MAX -> Math.max(a, b);
                    });
        }

        @Override
        public boolean isInvertible() {
            return false; // the last bits would drift
        }

        @Override
        public long subtract(long left, long right) {
            throw new UnsupportedOperationException(describe() + " cannot subtract");
        }

        @Override
        public String describe() {
            return Cell.describe(operation, value);
        }
    }

    private static String describe(Operation operation, Serializable value) {
        String name = switch (operation) {
            case SUM -> "sum";
            case SUM_WRAPPING -> "sumWrapping";
            case MIN -> "min";
            case MAX -> "max";
        };
        return Contract.describe(name, value);
    }
}
