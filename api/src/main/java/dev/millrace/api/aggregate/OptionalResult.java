package dev.millrace.api.aggregate;

import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Optional;

/** An aggregate that is read only if there are records. */
record OptionalResult<T, A, R>(Aggregate<T, A, R> inner) implements Aggregate<T, Counted<A>, Optional<R>> {

    @Override
    public Counted<A> create() {
        return new Counted<>(inner);
    }

    @Override
    public Counted<A> add(Counted<A> counted, T value) throws Exception {
        counted.add(inner, value);
        return counted;
    }

    @Override
    public Counted<A> add(Counted<A> counted, T value, long timestamp, long sequence) throws Exception {
        counted.add(inner, value, timestamp, sequence);
        return counted;
    }

    @Override
    public Counted<A> merge(Counted<A> left, Counted<A> right) throws Exception {
        left.merge(inner, right);
        return left;
    }

    @Override
    public boolean isInvertible() {
        return inner.isInvertible();
    }

    @Override
    public Counted<A> subtract(Counted<A> left, Counted<A> right) throws Exception {
        left.subtract(inner, right);
        return left;
    }

    @Override
    public Optional<R> result(Counted<A> counted) throws Exception {
        return counted.count() == 0 ? Optional.empty() : Optional.of(inner.result(counted.accumulator()));
    }

    @Override
    public void writeAccumulator(Counted<A> counted, ValueOutput out) {
        counted.write(inner, out);
    }

    @Override
    public Counted<A> readAccumulator(ValueInput in) {
        return new Counted<>(inner, in);
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
        return "optional(" + inner.describe() + ")";
    }
}
