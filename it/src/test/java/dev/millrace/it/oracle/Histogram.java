package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import java.util.TreeMap;

/** How often each last digit comes: an object that can subtract. */
record Histogram() implements Aggregate<Item, TreeMap<Long, Integer>, TreeMap<Long, Integer>> {

    @Override
    public TreeMap<Long, Integer> create() {
        return new TreeMap<>();
    }

    @Override
    public TreeMap<Long, Integer> add(TreeMap<Long, Integer> accumulator, Item value) {
        accumulator.merge(Math.floorMod(value.number(), 10L), 1, Integer::sum);
        return accumulator;
    }

    @Override
    public TreeMap<Long, Integer> merge(TreeMap<Long, Integer> left, TreeMap<Long, Integer> right) {
        right.forEach((digit, count) -> left.merge(digit, count, Integer::sum));
        return left;
    }

    @Override
    public boolean isInvertible() {
        return true;
    }

    @Override
    public TreeMap<Long, Integer> subtract(TreeMap<Long, Integer> left, TreeMap<Long, Integer> right) {
        right.forEach((digit, count) -> {
            int rest = left.get(digit) - count;
            if (rest == 0) {
                left.remove(digit);
            } else {
                left.put(digit, rest);
            }
        });
        return left;
    }

    @Override
    public TreeMap<Long, Integer> result(TreeMap<Long, Integer> accumulator) {
        return new TreeMap<>(accumulator);
    }
}
