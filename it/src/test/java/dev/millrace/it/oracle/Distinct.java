package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import java.util.TreeSet;

/** The different numbers: an object that cannot subtract. */
record Distinct() implements Aggregate<Item, TreeSet<Long>, TreeSet<Long>> {

    @Override
    public TreeSet<Long> create() {
        return new TreeSet<>();
    }

    @Override
    public TreeSet<Long> add(TreeSet<Long> accumulator, Item value) {
        accumulator.add(value.number());
        return accumulator;
    }

    @Override
    public TreeSet<Long> merge(TreeSet<Long> left, TreeSet<Long> right) {
        left.addAll(right);
        return left;
    }

    @Override
    public TreeSet<Long> result(TreeSet<Long> accumulator) {
        return new TreeSet<>(accumulator);
    }
}
