package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a value of each record into a list, in the order of (event time, split, position). Made by
 * {@link Aggregates#collect}.
 *
 * @param value reads what is collected
 * @param <T> type of the records
 * @param <V> type of the values
 */
public record ListAggregate<T, V>(ThrowingFunction<T, V> value) implements Aggregate<T, List<V>, List<V>> {

    @Override
    public List<V> create() {
        return new ArrayList<>();
    }

    @Override
    public List<V> add(List<V> accumulator, T record) throws Exception {
        accumulator.add(Contract.nonNull(value.apply(record), "collect", value));
        return accumulator;
    }

    @Override
    public List<V> merge(List<V> left, List<V> right) {
        left.addAll(right);
        return left;
    }

    @Override
    public List<V> result(List<V> accumulator) {
        return List.copyOf(accumulator);
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public boolean isOrdered() {
        return true;
    }

    @Override
    public String describe() {
        return Contract.describe("collect", value);
    }
}
