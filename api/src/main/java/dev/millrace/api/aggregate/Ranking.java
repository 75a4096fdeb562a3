package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The first few records in some order, best first; of equal ones the earliest in event time. The accumulator is that
 * list, sorted; most records are refused by one comparison with its last.
 */
record Ranking<T, K>(String name, int limit, ThrowingFunction<? super T, K> rank, Comparator<? super K> order)
        implements Aggregate<T, List<Ranked<T, K>>, List<T>> {

    Ranking {
        if (limit < 1 || limit > Aggregates.RANKING_MAX) {
            throw new IllegalArgumentException(name + " keeps between 1 and " + Aggregates.RANKING_MAX
                    + " records, got " + limit + "; collect(...) keeps all");
        }
    }

    @Override
    public List<Ranked<T, K>> create() {
        return new ArrayList<>();
    }

    @Override
    public List<Ranked<T, K>> add(List<Ranked<T, K>> best, T value) throws Exception {
        return add(best, value, 0, 0);
    }

    @Override
    public List<Ranked<T, K>> add(List<Ranked<T, K>> best, T value, long timestamp, long sequence) throws Exception {
        K read = Contract.nonNull(rank.apply(value), name, rank);
        if (best.size() == limit) {
            if (best.get(limit - 1).isBefore(order, read, timestamp, sequence)) {
                return best;
            }
            best.remove(limit - 1);
        }
        best.add(position(best, read, timestamp, sequence), new Ranked<>(value, read, new Place(timestamp, sequence)));
        return best;
    }

    /** The index of the first record that does not go before the new one. */
    private int position(List<Ranked<T, K>> best, K read, long timestamp, long sequence) {
        int low = 0;
        int high = best.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (best.get(middle).isBefore(order, read, timestamp, sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public List<Ranked<T, K>> merge(List<Ranked<T, K>> left, List<Ranked<T, K>> right) {
        int size = Math.min(limit, left.size() + right.size());
        List<Ranked<T, K>> merged = new ArrayList<>(size);
        int fromLeft = 0;
        int fromRight = 0;
        while (merged.size() < size) {
            boolean isLeft = fromRight == right.size()
                    || fromLeft < left.size() && left.get(fromLeft).isBefore(order, right.get(fromRight));
            merged.add(isLeft ? left.get(fromLeft++) : right.get(fromRight++));
        }
        return merged;
    }

    @Override
    public List<T> result(List<Ranked<T, K>> best) {
        return best.stream().map(Ranked::value).toList();
    }

    @Override
    public void writeAccumulator(List<Ranked<T, K>> best, ValueOutput out) {
        out.writeLong(best.size());
        best.forEach(ranked -> ranked.write(out));
    }

    @Override
    public List<Ranked<T, K>> readAccumulator(ValueInput in) {
        List<Ranked<T, K>> best = create();
        for (int left = in.readCount(); left > 0; left--) {
            best.add(Ranked.read(in));
        }
        return best;
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public String describe() {
        return name + "(" + limit + ", " + Contract.name(rank) + ")";
    }
}
