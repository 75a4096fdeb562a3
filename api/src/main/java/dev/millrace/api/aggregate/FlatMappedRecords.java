package dev.millrace.api.aggregate;

import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.ArrayList;
import java.util.List;

/** An aggregate of what a flat mapper makes of the records. All that one record becomes has the place of that record. */
record FlatMappedRecords<T, U, A, R>(FlatMapper<T, U> mapper, Aggregate<? super U, A, R> inner)
        implements Aggregate<T, A, R> {

    FlatMappedRecords {
        Contract.requireEmptyResult(inner, "flatMapping");
    }

    @Override
    public A create() {
        return inner.create();
    }

    @Override
    public A add(A accumulator, T value) throws Exception {
        A added = accumulator;
        for (U part : parts(value)) {
            added = inner.add(added, part);
        }
        return added;
    }

    @Override
    public A add(A accumulator, T value, long timestamp, long sequence) throws Exception {
        A added = accumulator;
        for (U part : parts(value)) {
            added = inner.add(added, part, timestamp, sequence);
        }
        return added;
    }

    /** Collected first, since a consumer cannot throw what an aggregate may. */
    private List<U> parts(T value) throws Exception {
        List<U> parts = new ArrayList<>();
        mapper.flatMap(value, part -> parts.add(Contract.nonNull(part, "flatMapping", mapper)));
        return parts;
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
        return "flatMapping(" + Contract.name(mapper) + ", " + inner.describe() + ")";
    }
}
