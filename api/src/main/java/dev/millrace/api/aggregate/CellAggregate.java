package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An aggregate whose accumulator is a fixed number of {@link Cell}s. A runner may keep the cells of many keys in one
 * array and never call {@link #add} at all.
 *
 * @param cells what is kept for each key, in this order
 * @param reader turns the cells into the result
 * @param hasEmptyResult whether the reader takes cells that have seen no record
 * @param <T> type of the records
 * @param <R> type of the result
 */
public record CellAggregate<T, R>(List<Cell<T>> cells, Reader<R> reader, boolean hasEmptyResult)
        implements Aggregate<T, long[], R> {

    /** The most cells that one aggregate may have. */
    public static final int CELLS_MAX = 256;

    /**
     * Reads a result from cells.
     *
     * @param <R> type of the result
     */
    @FunctionalInterface
    public interface Reader<R> extends Serializable {

        /**
         * Reads a result.
         *
         * @param cells holds the accumulator; must not be changed or kept
         * @param offset index of the accumulator's first cell
         * @return the result, never null
         * @throws Exception whatever user code throws
         */
        R read(long[] cells, int offset) throws Exception;

        /**
         * This, and then a function.
         *
         * @param function applied to each result
         * @param <S> type of the new result
         * @return a reader of the new results
         */
        default <S> Reader<S> andThen(ThrowingFunction<? super R, ? extends S> function) {
            return (cells, offset) -> Contract.nonNull(function.apply(read(cells, offset)), "andThen", function);
        }
    }

    /** Validates. */
    public CellAggregate {
        cells = List.copyOf(cells);
        if (cells.isEmpty() || cells.size() > CELLS_MAX) {
            throw new IllegalArgumentException(
                    "an aggregate must have between 1 and " + CELLS_MAX + " cells, got " + cells.size());
        }
    }

    /**
     * An aggregate without a result for no records.
     *
     * @param cells what is kept for each key, in this order
     * @param reader turns the cells into the result
     */
    public CellAggregate(List<Cell<T>> cells, Reader<R> reader) {
        this(cells, reader, false);
    }

    @Override
    public long[] create() {
        return cells.stream().mapToLong(Cell::identity).toArray();
    }

    @Override
    public long[] add(long[] accumulator, T value) throws Exception {
        for (int i = 0; i < accumulator.length; i++) {
            accumulator[i] = cells.get(i).add(accumulator[i], value);
        }
        return accumulator;
    }

    @Override
    public long[] merge(long[] left, long[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] = cells.get(i).merge(left[i], right[i]);
        }
        return left;
    }

    @Override
    public boolean isInvertible() {
        return cells.stream().allMatch(Cell::isInvertible);
    }

    @Override
    public long[] subtract(long[] left, long[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] = cells.get(i).subtract(left[i], right[i]);
        }
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
        return Longs.read(in, cells.size(), this);
    }

    @Override
    public <S> CellAggregate<T, S> andThen(ThrowingFunction<? super R, ? extends S> function) {
        return new CellAggregate<>(cells, reader.andThen(function), hasEmptyResult);
    }

    @Override
    public String describe() {
        return cells.stream().map(Cell::describe).collect(Collectors.joining(", "));
    }
}
