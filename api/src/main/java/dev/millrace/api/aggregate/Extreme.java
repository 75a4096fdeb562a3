package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Comparator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The record that goes before all others in some order; of equal ones the earliest in event time. */
record Extreme<T, K>(String name, ThrowingFunction<? super T, K> rank, Comparator<? super K> order)
        implements Aggregate<T, Extreme.Best<T, K>, T> {

    /** The best record so far; null before the first. */
    static final class Best<T, K> {

        private @Nullable Ranked<T, K> record;
    }

    @Override
    public Best<T, K> create() {
        return new Best<>();
    }

    @Override
    public Best<T, K> add(Best<T, K> best, T value) throws Exception {
        return add(best, value, 0, 0);
    }

    @Override
    public Best<T, K> add(Best<T, K> best, T value, long timestamp, long sequence) throws Exception {
        K read = Contract.nonNull(rank.apply(value), name, rank);
        if (best.record == null || !best.record.isBefore(order, read, timestamp, sequence)) {
            best.record = new Ranked<>(value, read, new Place(timestamp, sequence));
        }
        return best;
    }

    @Override
    public Best<T, K> merge(Best<T, K> left, Best<T, K> right) {
        if (right.record != null && (left.record == null || !left.record.isBefore(order, right.record))) {
            left.record = right.record;
        }
        return left;
    }

    @Override
    public T result(Best<T, K> best) {
        if (best.record == null) {
            throw new NoSuchElementException(describe() + " has no result without records");
        }
        return best.record.value();
    }

    @Override
    public void writeAccumulator(Best<T, K> best, ValueOutput out) {
        out.writeLong(best.record == null ? 0 : 1);
        if (best.record != null) {
            best.record.write(out);
        }
    }

    @Override
    public Best<T, K> readAccumulator(ValueInput in) {
        Best<T, K> best = create();
        if (in.readLong() != 0) {
            best.record = Ranked.read(in);
        }
        return best;
    }

    @Override
    public String describe() {
        return Contract.describe(name, rank);
    }
}
