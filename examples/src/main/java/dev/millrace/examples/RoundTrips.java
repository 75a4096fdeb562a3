package dev.millrace.examples;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import dev.millrace.examples.DnsByRcode.Lookup;

/**
 * An aggregate of one's own: counts lookups, and sums up the round-trip times of those that have one.
 *
 * <p>The aggregates of the library take a value of each record. Here some records have none, so this one keeps its own
 * account of how many had, and the extremes of nothing are never seen: {@link Result#answered} tells.
 */
public final class RoundTrips implements Aggregate<Lookup, RoundTrips.Accumulator, RoundTrips.Result> {

    private static final long serialVersionUID = 1L;

    /** What is known of the lookups so far. Owned by the engine, which calls for one record at a time. */
    static final class Accumulator {
        private long lookups;
        private long answered;
        private long sumMicros;
        // Neutral elements: the first value replaces them, and merging with an empty accumulator changes nothing.
        private long minMicros = Long.MAX_VALUE;
        private long maxMicros = Long.MIN_VALUE;
    }

    /**
     * What is known of some lookups.
     *
     * @param lookups how many there were
     * @param answered how many of them have a round-trip time
     * @param sumMicros sum of those times
     * @param minMicros the least of them; says nothing if {@code answered} is 0
     * @param maxMicros the greatest of them; says nothing if {@code answered} is 0
     */
    public record Result(long lookups, long answered, long sumMicros, long minMicros, long maxMicros) {}

    @Override
    public Accumulator create() {
        return new Accumulator();
    }

    @Override
    public Accumulator add(Accumulator accumulator, Lookup lookup) {
        accumulator.lookups++;
        if (lookup.hasRoundTrip()) {
            long micros = lookup.roundTripMicros();
            accumulator.answered++;
            accumulator.sumMicros = Math.addExact(accumulator.sumMicros, micros);
            accumulator.minMicros = Math.min(accumulator.minMicros, micros);
            accumulator.maxMicros = Math.max(accumulator.maxMicros, micros);
        }
        return accumulator;
    }

    @Override
    public Accumulator merge(Accumulator left, Accumulator right) {
        left.lookups += right.lookups;
        left.answered += right.answered;
        left.sumMicros = Math.addExact(left.sumMicros, right.sumMicros);
        left.minMicros = Math.min(left.minMicros, right.minMicros);
        left.maxMicros = Math.max(left.maxMicros, right.maxMicros);
        return left;
    }

    @Override
    public void writeAccumulator(Accumulator accumulator, ValueOutput out) {
        out.writeLong(accumulator.lookups);
        out.writeLong(accumulator.answered);
        out.writeLong(accumulator.sumMicros);
        out.writeLong(accumulator.minMicros);
        out.writeLong(accumulator.maxMicros);
    }

    @Override
    public Accumulator readAccumulator(ValueInput in) {
        Accumulator accumulator = create();
        accumulator.lookups = in.readLong();
        accumulator.answered = in.readLong();
        accumulator.sumMicros = in.readLong();
        accumulator.minMicros = in.readLong();
        accumulator.maxMicros = in.readLong();
        return accumulator;
    }

    @Override
    public Result result(Accumulator accumulator) {
        return new Result(
                accumulator.lookups,
                accumulator.answered,
                accumulator.sumMicros,
                accumulator.minMicros,
                accumulator.maxMicros);
    }

    @Override
    public String describe() {
        return "round trips";
    }
}
