package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import java.util.HashSet;
import java.util.Set;

/** How many distinct values there are, exactly; it keeps them all. */
record DistinctCount<T, V>(ThrowingFunction<T, V> value) implements Aggregate<T, Set<V>, Long> {

    @Override
    public Set<V> create() {
        return new HashSet<>();
    }

    @Override
    public Set<V> add(Set<V> values, T record) throws Exception {
        values.add(Contract.nonNull(value.apply(record), "countDistinct", value));
        return values;
    }

    @Override
    public Set<V> merge(Set<V> left, Set<V> right) {
        left.addAll(right);
        return left;
    }

    @Override
    public Long result(Set<V> values) {
        return (long) values.size();
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public String describe() {
        return Contract.describe("countDistinct", value);
    }
}
