package dev.millrace.api.aggregate;

import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/** The place of a record in event time. The order of places is what makes results independent of arrival. */
record Place(long timestamp, long sequence) {

    /** Negative if this place is before the other; 0 only for what a flatMap made of one record. */
    int compareTo(long otherTimestamp, long otherSequence) {
        int byTime = Long.compare(timestamp, otherTimestamp);
        return byTime != 0 ? byTime : Long.compare(sequence, otherSequence);
    }

    int compareTo(Place other) {
        return compareTo(other.timestamp, other.sequence);
    }

    void write(ValueOutput out) {
        out.writeLong(timestamp);
        out.writeSequence(sequence);
    }

    static Place read(ValueInput in) {
        return new Place(in.readLong(), in.readSequence());
    }
}
