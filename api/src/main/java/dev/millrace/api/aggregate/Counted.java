package dev.millrace.api.aggregate;

import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/** An accumulator that knows whether it has records, which most cannot tell. Changed in place. */
final class Counted<A> {

    private long count;
    private A accumulator;

    Counted(Aggregate<?, A, ?> aggregate) {
        accumulator = aggregate.create();
    }

    Counted(Aggregate<?, A, ?> aggregate, ValueInput in) {
        count = in.readLong();
        accumulator = aggregate.readAccumulator(in);
    }

    void write(Aggregate<?, A, ?> aggregate, ValueOutput out) {
        out.writeLong(count);
        aggregate.writeAccumulator(accumulator, out);
    }

    long count() {
        return count;
    }

    A accumulator() {
        return accumulator;
    }

    <T> void add(Aggregate<T, A, ?> aggregate, T value) throws Exception {
        accumulator = aggregate.add(accumulator, value);
        count++;
    }

    <T> void add(Aggregate<T, A, ?> aggregate, T value, long timestamp, long sequence) throws Exception {
        accumulator = aggregate.add(accumulator, value, timestamp, sequence);
        count++;
    }

    void merge(Aggregate<?, A, ?> aggregate, Counted<A> other) throws Exception {
        accumulator = aggregate.merge(accumulator, other.accumulator);
        count += other.count;
    }

    void subtract(Aggregate<?, A, ?> aggregate, Counted<A> other) throws Exception {
        accumulator = aggregate.subtract(accumulator, other.accumulator);
        count -= other.count;
    }
}
