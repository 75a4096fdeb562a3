package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An aggregate for each group of records. Sorted by group only when it is read: an order by first records would be as
 * independent of arrival, but could not be undone by subtracting.
 */
record Grouping<T, K, A, R>(ThrowingFunction<T, K> group, Comparator<? super K> order, Aggregate<T, A, R> inner)
        implements Aggregate<T, Map<K, Counted<A>>, Map<K, R>> {

    @Override
    public Map<K, Counted<A>> create() {
        return new HashMap<>();
    }

    @Override
    public Map<K, Counted<A>> add(Map<K, Counted<A>> groups, T value) throws Exception {
        of(value, groups).add(inner, value);
        return groups;
    }

    @Override
    public Map<K, Counted<A>> add(Map<K, Counted<A>> groups, T value, long timestamp, long sequence) throws Exception {
        of(value, groups).add(inner, value, timestamp, sequence);
        return groups;
    }

    private Counted<A> of(T value, Map<K, Counted<A>> groups) throws Exception {
        K key = Contract.nonNull(group.apply(value), "groupingBy", group);
        return groups.computeIfAbsent(key, absent -> new Counted<>(inner));
    }

    @Override
    public Map<K, Counted<A>> merge(Map<K, Counted<A>> left, Map<K, Counted<A>> right) throws Exception {
        for (Map.Entry<K, Counted<A>> entry : right.entrySet()) {
            left.computeIfAbsent(entry.getKey(), absent -> new Counted<>(inner)).merge(inner, entry.getValue());
        }
        return left;
    }

    @Override
    public boolean isInvertible() {
        return inner.isInvertible();
    }

    @Override
    public Map<K, Counted<A>> subtract(Map<K, Counted<A>> left, Map<K, Counted<A>> right) throws Exception {
        if (!isInvertible()) {
            return Aggregate.super.subtract(left, right); // which refuses, also where there are no groups
        }
        for (Map.Entry<K, Counted<A>> entry : right.entrySet()) {
            Counted<A> counted = left.computeIfAbsent(entry.getKey(), absent -> new Counted<>(inner));
            counted.subtract(inner, entry.getValue());
            if (counted.count() == 0) {
                left.remove(entry.getKey());
            }
        }
        return left;
    }

    @Override
    public Map<K, R> result(Map<K, Counted<A>> groups) throws Exception {
        List<Map.Entry<K, Counted<A>>> sorted = groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order))
                .toList();
        Map<K, R> results = new LinkedHashMap<>();
        for (Map.Entry<K, Counted<A>> entry : sorted) {
            results.put(entry.getKey(), inner.result(entry.getValue().accumulator()));
        }
        return Collections.unmodifiableMap(results);
    }

    @Override
    public void writeAccumulator(Map<K, Counted<A>> groups, ValueOutput out) {
        out.writeLong(groups.size());
        groups.forEach((key, counted) -> {
            out.writeValue(key);
            counted.write(inner, out);
        });
    }

    @Override
    @SuppressWarnings("unchecked") // keys were of that type when they were written
    public Map<K, Counted<A>> readAccumulator(ValueInput in) {
        Map<K, Counted<A>> groups = create();
        for (int left = in.readCount(); left > 0; left--) {
            groups.put((K) in.readPresent(), new Counted<>(inner, in));
        }
        return groups;
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
        return "groupingBy(" + Contract.name(group) + ", " + inner.describe() + ")";
    }
}
