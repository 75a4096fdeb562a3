package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingBinary;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One value made of all by an operation on two. */
record Reduction<T, V>(boolean isOrdered, ThrowingFunction<T, V> value, ThrowingBinary<V> operation)
        implements Aggregate<T, Reduction.Reduced<V>, V> {

    /** The value so far; null before the first record. */
    static final class Reduced<V> {

        private @Nullable V value;
    }

    @Override
    public Reduced<V> create() {
        return new Reduced<>();
    }

    @Override
    public Reduced<V> add(Reduced<V> reduced, T record) throws Exception {
        return append(reduced, Contract.nonNull(value.apply(record), name(), value));
    }

    @Override
    public Reduced<V> merge(Reduced<V> left, Reduced<V> right) throws Exception {
        return right.value == null ? left : append(left, right.value);
    }

    private Reduced<V> append(Reduced<V> reduced, V next) throws Exception {
        reduced.value = reduced.value == null
                ? next
                : Contract.nonNull(operation.apply(reduced.value, next), name(), operation);
        return reduced;
    }

    @Override
    public V result(Reduced<V> reduced) {
        if (reduced.value == null) {
            throw new NoSuchElementException(describe() + " has no result without records");
        }
        return reduced.value;
    }

    @Override
    public void writeAccumulator(Reduced<V> reduced, ValueOutput out) {
        out.writeValue(reduced.value);
    }

    @Override
    @SuppressWarnings("unchecked") // it was of that type when it was written
    public Reduced<V> readAccumulator(ValueInput in) {
        Reduced<V> reduced = create();
        reduced.value = (V) in.readValue();
        return reduced;
    }

    @Override
    public String describe() {
        return name() + "(" + Contract.name(value) + ", " + Contract.name(operation) + ")";
    }

    private String name() {
        return isOrdered ? "reduceOrdered" : "reduce";
    }
}
