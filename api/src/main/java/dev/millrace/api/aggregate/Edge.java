package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A value of the first or last record in event time. Records without a place are taken in order of arrival. */
record Edge<T, V>(boolean isLast, ThrowingFunction<T, V> value) implements Aggregate<T, Edge.Kept<V>, V> {

    /** The value kept, and its place; null before the first record. */
    static final class Kept<V> {

        private @Nullable V value;
        private Place place = new Place(0, 0);
    }

    @Override
    public Kept<V> create() {
        return new Kept<>();
    }

    @Override
    public Kept<V> add(Kept<V> kept, T record) throws Exception {
        return add(kept, record, 0, 0);
    }

    @Override
    public Kept<V> add(Kept<V> kept, T record, long timestamp, long sequence) throws Exception {
        // Read even where it will not be kept: whether a null fails must not depend on the order of arrival.
        V read = Contract.nonNull(value.apply(record), name(), value);
        if (kept.value == null || isReplaced(kept.place.compareTo(timestamp, sequence))) {
            kept.value = read;
            kept.place = new Place(timestamp, sequence);
        }
        return kept;
    }

    @Override
    public Kept<V> merge(Kept<V> left, Kept<V> right) {
        if (right.value != null && (left.value == null || isReplaced(left.place.compareTo(right.place)))) {
            left.value = right.value;
            left.place = right.place;
        }
        return left;
    }

    /** Of equal places the first stays first, and the last is last. */
    private boolean isReplaced(int keptToNew) {
        return isLast ? keptToNew <= 0 : keptToNew > 0;
    }

    @Override
    public V result(Kept<V> kept) {
        if (kept.value == null) {
            throw new NoSuchElementException(describe() + " has no result without records");
        }
        return kept.value;
    }

    @Override
    public void writeAccumulator(Kept<V> kept, ValueOutput out) {
        out.writeValue(kept.value);
        kept.place.write(out);
    }

    @Override
    @SuppressWarnings("unchecked") // it was of that type when it was written
    public Kept<V> readAccumulator(ValueInput in) {
        Kept<V> kept = create();
        kept.value = (V) in.readValue();
        kept.place = Place.read(in);
        return kept;
    }

    @Override
    public String describe() {
        return Contract.describe(name(), value);
    }

    private String name() {
        return isLast ? "last" : "first";
    }
}
