package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/** An aggregate of the records that pass a condition. */
record Filtering<T, A, R>(ThrowingPredicate<? super T> predicate, Aggregate<? super T, A, R> inner)
        implements Aggregate<T, A, R> {

    Filtering {
        Contract.requireEmptyResult(inner, "filtering");
    }

    @Override
    public A create() {
        return inner.create();
    }

    @Override
    public A add(A accumulator, T value) throws Exception {
        return predicate.test(value) ? inner.add(accumulator, value) : accumulator;
    }

    @Override
    public A add(A accumulator, T value, long timestamp, long sequence) throws Exception {
        return predicate.test(value) ? inner.add(accumulator, value, timestamp, sequence) : accumulator;
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
    public R result(A accumulator) throws Exception {
        return inner.result(accumulator);
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
        return true;
    }

    @Override
    public boolean isOrdered() {
        return inner.isOrdered();
    }

    @Override
    public String describe() {
        return "filtering(" + Contract.name(predicate) + ", " + inner.describe() + ")";
    }
}
