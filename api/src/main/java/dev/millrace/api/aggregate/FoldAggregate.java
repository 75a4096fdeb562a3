package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.io.Serializable;

/**
 * An aggregate whose accumulator is what a {@link Fold} keeps of one number of each record.
 *
 * @param number reads the number; a {@link ThrowingToLong} or a {@link ThrowingToDouble}
 * @param fold changes the accumulator
 * @param reader turns the accumulator into the result
 * @param hasEmptyResult whether the reader takes an accumulator that has seen no record
 * @param <T> type of the records
 * @param <R> type of the result
 */
public record FoldAggregate<T, R>(
        Serializable number, Fold fold, CellAggregate.Reader<R> reader, boolean hasEmptyResult)
        implements Aggregate<T, long[], R> {

    /** Validates. */
    public FoldAggregate {
        if (fold.width() < 1 || fold.width() > CellAggregate.CELLS_MAX) {
            throw new IllegalArgumentException("a fold must have between 1 and " + CellAggregate.CELLS_MAX
                    + " cells, got " + fold.width() + " from " + fold.describe());
        }
        if (!(number instanceof ThrowingToLong<?>) && !(number instanceof ThrowingToDouble<?>)) {
            throw new IllegalArgumentException("the number of a fold must be read by a ThrowingToLong or a"
                    + " ThrowingToDouble, got " + number.getClass().getName());
        }
    }

    /**
     * Folds a long. It has no result for no records; see {@link #withEmptyResult()}.
     *
     * @param number reads it
     * @param fold changes the accumulator
     * @param reader turns the accumulator into the result
     * @param <T> type of the records
     * @param <R> type of the result
     * @return the aggregate
     */
    public static <T, R> FoldAggregate<T, R> ofLong(
            ThrowingToLong<T> number, Fold fold, CellAggregate.Reader<R> reader) {
        return new FoldAggregate<>(number, fold, reader, false);
    }

    /**
     * Folds a double. It has no result for no records; see {@link #withEmptyResult()}.
     *
     * @param number reads it
     * @param fold changes the accumulator
     * @param reader turns the accumulator into the result
     * @param <T> type of the records
     * @param <R> type of the result
     * @return the aggregate
     */
    public static <T, R> FoldAggregate<T, R> ofDouble(
            ThrowingToDouble<T> number, Fold fold, CellAggregate.Reader<R> reader) {
        return new FoldAggregate<>(number, fold, reader, false);
    }

    /**
     * The same, where the reader also takes an accumulator that has seen no record.
     *
     * @return a new aggregate
     */
    public FoldAggregate<T, R> withEmptyResult() {
        return new FoldAggregate<>(number, fold, reader, true);
    }

    @Override
    public long[] create() {
        long[] cells = new long[fold.width()];
        fold.clear(cells, 0);
        return cells;
    }

    @Override
    @SuppressWarnings("unchecked") // the factories take functions of T
    public long[] add(long[] accumulator, T value) throws Exception {
        long read = number instanceof ThrowingToLong<?> ofLong
                ? ((ThrowingToLong<T>) ofLong).applyAsLong(value)
                : Double.doubleToRawLongBits(((ThrowingToDouble<T>) number).applyAsDouble(value));
        fold.add(accumulator, 0, read);
        return accumulator;
    }

    @Override
    public long[] merge(long[] left, long[] right) {
        fold.merge(left, 0, right, 0);
        return left;
    }

    @Override
    public boolean isInvertible() {
        return fold.isInvertible();
    }

    @Override
    public long[] subtract(long[] left, long[] right) {
        fold.subtract(left, 0, right, 0);
        return left;
    }

    @Override
    public R result(long[] accumulator) throws Exception {
        return reader.read(accumulator, 0);
    }

    @Override
    public void writeAccumulator(long[] accumulator, ValueOutput out) {
        Longs.write(accumulator, out);
    }

    @Override
    public long[] readAccumulator(ValueInput in) {
        return Longs.read(in, fold.width(), this);
    }

    @Override
    public <S> FoldAggregate<T, S> andThen(ThrowingFunction<? super R, ? extends S> function) {
        return new FoldAggregate<>(number, fold, reader.andThen(function), hasEmptyResult);
    }

    @Override
    public String describe() {
        return Contract.describe(fold.describe(), number);
    }
}
