package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The distinct values, in the order of their first records in event time. The accumulator knows that place of each. */
record DistinctValues<T, V>(ThrowingFunction<T, V> value) implements Aggregate<T, Map<V, Place>, Set<V>> {

    @Override
    public Map<V, Place> create() {
        return new LinkedHashMap<>();
    }

    @Override
    public Map<V, Place> add(Map<V, Place> places, T record) throws Exception {
        return add(places, record, 0, 0);
    }

    @Override
    public Map<V, Place> add(Map<V, Place> places, T record, long timestamp, long sequence) throws Exception {
        V read = Contract.nonNull(value.apply(record), "collectSet", value);
        Place before = places.get(read);
        if (before == null || before.compareTo(timestamp, sequence) > 0) {
            put(places, read, new Place(timestamp, sequence));
        }
        return places;
    }

    @Override
    public Map<V, Place> merge(Map<V, Place> left, Map<V, Place> right) {
        right.forEach((read, place) -> {
            Place before = left.get(read);
            if (before == null || before.compareTo(place) > 0) {
                put(left, read, place);
            }
        });
        return left;
    }

    /** Goes to the end of the map even if it was there, so that values of one place stay in the order they came in. */
    private static <V> void put(Map<V, Place> places, V read, Place place) {
        places.remove(read);
        places.put(read, place);
    }

    @Override
    public Set<V> result(Map<V, Place> places) {
        Set<V> ordered = new LinkedHashSet<>();
        places.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getValue, Place::compareTo))
                .forEach(entry -> ordered.add(entry.getKey()));
        return Collections.unmodifiableSet(ordered);
    }

    @Override
    public void writeAccumulator(Map<V, Place> places, ValueOutput out) {
        out.writeLong(places.size());
        places.forEach((read, place) -> {
            out.writeValue(read);
            place.write(out);
        });
    }

    @Override
    @SuppressWarnings("unchecked") // values were of that type when they were written
    public Map<V, Place> readAccumulator(ValueInput in) {
        Map<V, Place> places = create();
        for (int left = in.readCount(); left > 0; left--) {
            places.put((V) in.readPresent(), Place.read(in));
        }
        return places;
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public String describe() {
        return Contract.describe("collectSet", value);
    }
}
