package dev.millrace.api.aggregate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Records with places in event time, and what an aggregate says of them in any order of arrival. */
final class Arrivals<T> {

    record Arrival<T>(T value, long timestamp, long sequence) {}

    private final List<Arrival<T>> arrivals = new ArrayList<>();

    Arrivals<T> at(long timestamp, T value) {
        arrivals.add(new Arrival<>(value, timestamp, arrivals.size()));
        return this;
    }

    @SafeVarargs
    static <T> Arrivals<T> of(T... values) {
        Arrivals<T> made = new Arrivals<>();
        for (T value : values) {
            made.at(made.arrivals.size(), value);
        }
        return made;
    }

    /** The result in the order of arrival. */
    <A, R> R into(Aggregate<? super T, A, R> aggregate) throws Exception {
        return aggregate.result(accumulate(aggregate, arrivals));
    }

    /** The result in another order of arrival, from several accumulators merged. */
    <A, R> R shuffledInto(Aggregate<? super T, A, R> aggregate, long seed) throws Exception {
        Random random = new Random(seed);
        List<Arrival<T>> shuffled = new ArrayList<>(arrivals);
        Collections.shuffle(shuffled, random);
        A merged = aggregate.create();
        while (!shuffled.isEmpty()) {
            List<Arrival<T>> some = shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
            A part = accumulate(aggregate, some);
            merged = random.nextBoolean() ? aggregate.merge(merged, part) : aggregate.merge(part, merged);
            some.clear();
        }
        return aggregate.result(merged);
    }

    private static <T, A> A accumulate(Aggregate<? super T, A, ?> aggregate, List<Arrival<T>> arrivals)
            throws Exception {
        A accumulator = aggregate.create();
        for (Arrival<T> arrival : arrivals) {
            accumulator = aggregate.add(accumulator, arrival.value(), arrival.timestamp(), arrival.sequence());
        }
        return accumulator;
    }
}
