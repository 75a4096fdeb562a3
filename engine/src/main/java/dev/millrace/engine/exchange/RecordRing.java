package dev.millrace.engine.exchange;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records that wait in memory, with their numbers, ascending. Guarded by the ingress. */
final class RecordRing {

    private final @Nullable Object[] records;
    private final long[] sequences;
    private int head;
    private int count;

    RecordRing(int capacity) {
        records = new @Nullable Object[capacity];
        sequences = new long[capacity];
    }

    int capacity() {
        return records.length;
    }

    int count() {
        return count;
    }

    void add(Object record, long sequence) {
        assert count < records.length : "room was reserved";
        int tail = head + count < records.length ? head + count : head + count - records.length;
        records[tail] = record;
        sequences[tail] = sequence;
        count++;
    }

    /** The number of the oldest one, {@link Long#MAX_VALUE} if there is none. */
    long firstSequence() {
        return count == 0 ? Long.MAX_VALUE : sequences[head];
    }

    Object removeFirst() {
        Object record = Objects.requireNonNull(records[head], "count says so");
        records[head] = null;
        head = head + 1 == records.length ? 0 : head + 1;
        count--;
        return record;
    }

    void clear() {
        while (count > 0) {
            removeFirst();
        }
    }
}
