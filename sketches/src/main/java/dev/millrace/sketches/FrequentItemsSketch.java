package dev.millrace.sketches;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/** Finds frequent items by a map that throws out rare ones. */
record FrequentItemsSketch<T, V>(ThrowingFunction<T, V> item, int mapSizeMax)
        implements Aggregate<T, FrequentItemsSketch.Counts, FrequentItems<V>> {

    private static final Comparator<ItemsSketch.Row<Object>> ORDER = Comparator.<ItemsSketch.Row<Object>>comparingLong(
                    row -> -row.getEstimate())
            .thenComparing(ItemsSketch.Row::getItem, Items.ORDER);

    FrequentItemsSketch {
        if (Integer.bitCount(mapSizeMax) != 1
                || mapSizeMax < Sketches.MAP_SIZE_MIN
                || mapSizeMax > Sketches.MAP_SIZE_MAX) {
            throw new IllegalArgumentException("the map of frequentItems must have a power of two of slots, between "
                    + Sketches.MAP_SIZE_MIN + " and " + Sketches.MAP_SIZE_MAX + ", got " + mapSizeMax);
        }
    }

    /**
     * The sketch, and what it cannot be told: merging takes a sketch that has thrown out all its items for one that never
     * had any, and would forget its records and its error. Changed in place.
     */
    static final class Counts {

        private final ItemsSketch<Object> sketch;
        private long countElsewhere;
        private long errorElsewhere;

        private Counts(ItemsSketch<Object> sketch) {
            this.sketch = sketch;
        }

        private void merge(Counts other) {
            if (other.sketch.isEmpty()) {
                countElsewhere += other.sketch.getStreamLength();
                errorElsewhere += other.sketch.getMaximumError();
            } else {
                sketch.merge(other.sketch);
            }
            countElsewhere += other.countElsewhere;
            errorElsewhere += other.errorElsewhere;
        }
    }

    @Override
    public Counts create() {
        return new Counts(new ItemsSketch<>(mapSizeMax));
    }

    @Override
    public Counts add(Counts counts, T value) throws Exception {
        counts.sketch.update(Items.key(Items.require(item.apply(value), "frequentItems", item)));
        return counts;
    }

    @Override
    public Counts merge(Counts left, Counts right) {
        left.merge(right);
        return left;
    }

    @Override
    public FrequentItems<V> result(Counts counts) {
        ItemsSketch<Object> sketch = counts.sketch;
        List<FrequentItem<V>> items = Arrays.stream(sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
                .sorted(ORDER)
                .map(row -> frequent(row, counts.errorElsewhere))
                .toList();
        return new FrequentItems<>(
                items,
                sketch.getMaximumError() + counts.errorElsewhere,
                sketch.getStreamLength() + counts.countElsewhere);
    }

    @SuppressWarnings("unchecked") // the function returned it, or an array of which it is a copy
    private FrequentItem<V> frequent(ItemsSketch.Row<Object> row, long error) {
        V frequent = (V) Items.item(row.getItem());
        // The sketch's estimate is its upper bound; so is ours.
        return new FrequentItem<>(
                frequent, row.getEstimate() + error, row.getLowerBound(), row.getUpperBound() + error);
    }

    @Override
    public void writeAccumulator(Counts counts, ValueOutput out) {
        // As in merging: a sketch without items would be read as one that never had any.
        boolean isEmpty = counts.sketch.isEmpty();
        out.writeLong(counts.countElsewhere + (isEmpty ? counts.sketch.getStreamLength() : 0));
        out.writeLong(counts.errorElsewhere + (isEmpty ? counts.sketch.getMaximumError() : 0));
        out.writeBytes(counts.sketch.toByteArray(ItemBytes.FORMAT));
    }

    @Override
    public Counts readAccumulator(ValueInput in) {
        long countElsewhere = in.readLong();
        long errorElsewhere = in.readLong();
        Counts counts = new Counts(Images.read(
                in, "frequentItems", bytes -> ItemsSketch.getInstance(Memory.wrap(bytes), ItemBytes.FORMAT)));
        counts.countElsewhere = countElsewhere;
        counts.errorElsewhere = errorElsewhere;
        return counts;
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public String describe() {
        return Items.describe("frequentItems", item);
    }
}
