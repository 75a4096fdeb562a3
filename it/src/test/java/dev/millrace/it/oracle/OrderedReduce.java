package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import java.util.List;

/** A number that tells every order of the same records apart. */
record OrderedReduce() implements Aggregate<Item, OrderedReduce.Polynomial, Long> {

    private static final long BASE = 1_000_003;

    /** A value, and the power that records in front of it are multiplied with. */
    record Polynomial(long value, long power) {

        Polynomial then(Polynomial next) {
            return new Polynomial(value * next.power + next.value, power * next.power);
        }
    }

    static Object of(List<Item> items) {
        long value = 0;
        for (Item item : items) {
            value = value * BASE + item.serial() + 1;
        }
        return value;
    }

    @Override
    public Polynomial create() {
        return new Polynomial(0, 1);
    }

    @Override
    public Polynomial add(Polynomial accumulator, Item value) {
        return accumulator.then(new Polynomial(value.serial() + 1, BASE));
    }

    @Override
    public Polynomial merge(Polynomial left, Polynomial right) {
        return left.then(right);
    }

    @Override
    public Long result(Polynomial accumulator) {
        return accumulator.value();
    }

    @Override
    public boolean isOrdered() {
        return true;
    }
}
