package dev.millrace.examples;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingFunction;
import java.math.BigDecimal;

/**
 * An aggregate of one's own: count, sum, least and greatest of decimal numbers, exactly. Sums of doubles depend on the order
 * of their records in the last bits; these do not, and print as they were written.
 *
 * @param value reads the number
 * @param <T> type of the records
 */
public record DecimalSummary<T>(ThrowingFunction<? super T, BigDecimal> value)
        implements Aggregate<T, DecimalSummary.Result, DecimalSummary.Result> {

    /**
     * What is known of some numbers; also the accumulator, as it never changes.
     *
     * @param count how many there are
     * @param sum of all
     * @param min the least; says nothing if there are none
     * @param max the greatest; says nothing if there are none
     */
    public record Result(long count, BigDecimal sum, BigDecimal min, BigDecimal max) {

        private static final Result OF_NONE = new Result(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

        /**
         * The mean.
         *
         * @return exact to 6 decimals
         */
        public BigDecimal average() {
            return Averages.exact(sum, count);
        }

        private Result plus(Result other) {
            if (count == 0) {
                return other;
            }
            if (other.count == 0) {
                return this;
            }
            return new Result(count + other.count, sum.add(other.sum), min.min(other.min), max.max(other.max));
        }
    }

    @Override
    public Result create() {
        return Result.OF_NONE;
    }

    @Override
    public Result add(Result accumulator, T record) throws Exception {
        BigDecimal number = value.apply(record);
        return accumulator.plus(new Result(1, number, number, number));
    }

    @Override
    public Result merge(Result left, Result right) {
        return left.plus(right);
    }

    @Override
    public Result result(Result accumulator) {
        return accumulator;
    }

    @Override
    public String describe() {
        return "decimal summary";
    }
}
