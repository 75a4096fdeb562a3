package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/**
 * An aggregate, and a function of its result. Made by {@link Aggregate#andThen}.
 *
 * @param inner the aggregate
 * @param function applied to its results
 * @param <T> type of the records
 * @param <A> type of the accumulator
 * @param <R> type of the inner result
 * @param <S> type of the result
 */
public record MappedResult<T, A, R, S>(Aggregate<T, A, R> inner, ThrowingFunction<? super R, ? extends S> function)
        implements Aggregate<T, A, S> {

    @Override
    public A create() {
        return inner.create();
    }

    @Override
    public A add(A accumulator, T value) throws Exception {
        return inner.add(accumulator, value);
    }

    @Override
    public A add(A accumulator, T value, long timestamp, long sequence) throws Exception {
        return inner.add(accumulator, value, timestamp, sequence);
    }

    @Override
    public A merge(A left, A right) throws Exception {
        return inner.merge(left, right);
    }

    @Override
    public boolean isInvertible() {
        return inner.isInvertible();
    }

    @Override
    public A subtract(A left, A right) throws Exception {
        return inner.subtract(left, right);
    }

    @Override
    public S result(A accumulator) throws Exception {
        return Contract.nonNull(function.apply(inner.result(accumulator)), "andThen", function);
    }

    @Override
    public void writeAccumulator(A accumulator, ValueOutput out) {
        inner.writeAccumulator(accumulator, out);
    }

    @Override
    public A readAccumulator(ValueInput in) {
        return inner.readAccumulator(in);
    }

    @Override
    public boolean hasEmptyResult() {
        return inner.hasEmptyResult();
    }

    @Override
    public boolean isOrdered() {
        return inner.isOrdered();
    }

    @Override
    public String describe() {
        return inner.describe() + " andThen " + Contract.name(function);
    }
}
