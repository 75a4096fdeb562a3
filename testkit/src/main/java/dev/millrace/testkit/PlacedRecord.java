package dev.millrace.testkit;

import java.util.Comparator;

/** A record and its place in event time. */
record PlacedRecord<T>(T value, long timestamp, long sequence) {

    static final Comparator<PlacedRecord<?>> ORDER = Comparator.<PlacedRecord<?>>comparingLong(PlacedRecord::timestamp)
            .thenComparingLong(PlacedRecord::sequence);

    @Override
    public String toString() {
        return value + " at time " + timestamp + ", sequence " + sequence;
    }
}
