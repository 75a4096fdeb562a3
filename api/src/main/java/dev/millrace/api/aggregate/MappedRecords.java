package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/** An aggregate of what a function makes of the records. */
record MappedRecords<T, U, A, R>(ThrowingFunction<T, U> function, Aggregate<? super U, A, R> inner)
        implements Aggregate<T, A, R> {

    @Override
    public A create() {
        return inner.create();
    }

    @Override
    public A add(A accumulator, T value) throws Exception {
        return inner.add(accumulator, map(value));
    }

    @Override
    public A add(A accumulator, T value, long timestamp, long sequence) throws Exception {
        return inner.add(accumulator, map(value), timestamp, sequence);
    }

    private U map(T value) throws Exception {
        return Contract.nonNull(function.apply(value), "mapping", function);
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
        return inner.hasEmptyResult();
    }

    @Override
    public boolean isOrdered() {
        return inner.isOrdered();
    }

    @Override
    public String describe() {
        return "mapping(" + Contract.name(function) + ", " + inner.describe() + ")";
    }
}
