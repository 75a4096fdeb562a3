package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several aggregates over the same records, and what makes one result of theirs. Made by {@link Aggregates#allOf}.
 *
 * @param parts the aggregates
 * @param combiner takes one result of each part, in their order
 * @param <T> type of the records
 * @param <R> type of the result
 */
public record CompositeAggregate<T, R>(List<Aggregate<? super T, ?, ?>> parts, ThrowingFunction<Object[], R> combiner)
        implements Aggregate<T, Object[], R> {

    /** Copies. */
    public CompositeAggregate {
        parts = List.copyOf(parts);
    }

    @Override
    public Object[] create() {
        return parts.stream().map(Aggregate::create).toArray();
    }

    @Override
    public Object[] add(Object[] accumulator, T value) throws Exception {
        for (int i = 0; i < accumulator.length; i++) {
            accumulator[i] = part(i).add(accumulator[i], value);
        }
        return accumulator;
    }

    @Override
    public Object[] add(Object[] accumulator, T value, long timestamp, long sequence) throws Exception {
        for (int i = 0; i < accumulator.length; i++) {
            accumulator[i] = part(i).add(accumulator[i], value, timestamp, sequence);
        }
        return accumulator;
    }

    @Override
    public Object[] merge(Object[] left, Object[] right) throws Exception {
        for (int i = 0; i < left.length; i++) {
            left[i] = part(i).merge(left[i], right[i]);
        }
        return left;
    }

    @Override
    public boolean isInvertible() {
        return parts.stream().allMatch(Aggregate::isInvertible);
    }

    @Override
    public Object[] subtract(Object[] left, Object[] right) throws Exception {
        for (int i = 0; i < left.length; i++) {
            left[i] = part(i).subtract(left[i], right[i]);
        }
        return left;
    }

    @Override
    public R result(Object[] accumulator) throws Exception {
        Object[] results = new Object[accumulator.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = part(i).result(accumulator[i]);
        }
        return Contract.nonNull(combiner.apply(results), "allOf", combiner);
    }

    @Override
    public void writeAccumulator(Object[] accumulator, ValueOutput out) {
        out.writeLong(accumulator.length);
        for (int i = 0; i < accumulator.length; i++) {
            part(i).writeAccumulator(accumulator[i], out);
        }
    }

    @Override
    public Object[] readAccumulator(ValueInput in) {
        Object[] accumulator = new Object[Contract.requireStored(in, parts.size(), this)];
        for (int i = 0; i < accumulator.length; i++) {
            accumulator[i] = part(i).readAccumulator(in);
        }
        return accumulator;
    }

    @Override
    public boolean hasEmptyResult() {
        return parts.stream().allMatch(Aggregate::hasEmptyResult);
    }

    @Override
    public <S> CompositeAggregate<T, S> andThen(ThrowingFunction<? super R, ? extends S> function) {
        return new CompositeAggregate<>(
                parts, results -> Contract.nonNull(function.apply(combiner.apply(results)), "andThen", function));
    }

    @Override
    public boolean isOrdered() {
        return parts.stream().anyMatch(Aggregate::isOrdered);
    }

    @Override
    public String describe() {
        return parts.stream().map(Aggregate::describe).collect(Collectors.joining("; "));
    }

    // Each accumulator is only ever given to the part that made it.
    @SuppressWarnings("unchecked")
    private Aggregate<T, Object, Object> part(int index) {
        return (Aggregate<T, Object, Object>) parts.get(index);
    }
}
