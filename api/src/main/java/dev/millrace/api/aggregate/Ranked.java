package dev.millrace.api.aggregate;

import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Comparator;

/** A record, what it is compared by, and its place, which decides ties. */
record Ranked<T, K>(T value, K rank, Place place) {

    /** Whether this goes before a record of the given rank and place; of equal places, the one that came first does. */
    boolean isBefore(Comparator<? super K> order, K otherRank, long timestamp, long sequence) {
        int byRank = order.compare(rank, otherRank);
        return byRank < 0 || byRank == 0 && place.compareTo(timestamp, sequence) <= 0;
    }

    boolean isBefore(Comparator<? super K> order, Ranked<T, K> other) {
        return isBefore(order, other.rank, other.place.timestamp(), other.place.sequence());
    }

    void write(ValueOutput out) {
        out.writeValue(value);
        out.writeValue(rank);
        place.write(out);
    }

    @SuppressWarnings("unchecked") // they were of these types when they were written
    static <T, K> Ranked<T, K> read(ValueInput in) {
        return new Ranked<>((T) in.readPresent(), (K) in.readPresent(), Place.read(in));
    }
}
