package dev.millrace.api.aggregate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Counts of numbers by the buckets that bounds make, a cell for each; for doubles, one more for NaN. */
abstract sealed class Buckets implements Fold {

    private static final long serialVersionUID = 1;

    private final int width;

    private Buckets(int width) {
        this.width = width;
    }

    /** The cell of a number, counted from the first. */
    abstract int cell(long number);

    private static void requireCount(int bounds, int max) {
        if (bounds < 1 || bounds > max) {
            throw new IllegalArgumentException("a histogram has between 1 and " + max + " bounds, got " + bounds);
        }
    }

    private static IllegalArgumentException notAscending(Object before, Object after) {
        return new IllegalArgumentException(
                "the bounds of a histogram must ascend strictly, got " + before + " before " + after);
    }

    static List<Long> counts(long[] cells, int at, int count) {
        return LongStream.range(at, at + count).map(i -> cells[(int) i]).boxed().toList();
    }

    /** Buckets of longs. */
    static final class OfLong extends Buckets {

        private static final long serialVersionUID = 1;

        private final long[] bounds;

        OfLong(long[] bounds) {
            super(bounds.length + 1);
            requireCount(bounds.length, CellAggregate.CELLS_MAX - 1);
            for (int i = 1; i < bounds.length; i++) {
                if (bounds[i - 1] >= bounds[i]) {
                    throw notAscending(bounds[i - 1], bounds[i]);
                }
            }
            this.bounds = bounds.clone();
        }

        @Override
        int cell(long number) {
            int found = Arrays.binarySearch(bounds, number);
            return found < 0 ? -found - 1 : found + 1;
        }

        LongHistogram read(long[] cells, int at) {
            return new LongHistogram(Arrays.stream(bounds).boxed().toList(), counts(cells, at, bounds.length + 1));
        }

        @Override
        public String describe() {
            return "histogram";
        }
    }

    /** Buckets of doubles. */
    static final class OfDouble extends Buckets {

        private static final long serialVersionUID = 1;

        private final double[] bounds;

        OfDouble(double[] bounds) {
            super(bounds.length + 2);
            requireCount(bounds.length, CellAggregate.CELLS_MAX - 2);
            this.bounds = new double[bounds.length];
            for (int i = 0; i < bounds.length; i++) {
                if (!Double.isFinite(bounds[i])) {
                    throw new IllegalArgumentException(
                            "the bounds of a histogram must be finite, got " + bounds[i] + " at index " + i);
                }
                if (i > 0 && bounds[i - 1] >= bounds[i]) {
                    throw notAscending(bounds[i - 1], bounds[i]);
                }
                this.bounds[i] = bounds[i] + 0.0;
            }
        }

        @Override
        int cell(long number) {
            double value = Double.longBitsToDouble(number);
            if (Double.isNaN(value)) {
                return bounds.length + 1;
            }
            // Adding 0.0 makes a zero positive; the search would put -0.0 before a bound of 0.0.
            int found = Arrays.binarySearch(bounds, value + 0.0);
            return found < 0 ? -found - 1 : found + 1;
        }

        DoubleHistogram read(long[] cells, int at) {
            return new DoubleHistogram(
                    Arrays.stream(bounds).boxed().toList(),
                    counts(cells, at, bounds.length + 1),
                    cells[at + bounds.length + 1]);
        }

        @Override
        public String describe() {
            return "histogramDouble";
        }
    }

    @Override
    public final int width() {
        return width;
    }

    @Override
    public final void clear(long[] cells, int at) {
        Arrays.fill(cells, at, at + width, 0);
    }

    @Override
    public final void add(long[] cells, int at, long number) {
        cells[at + cell(number)]++;
    }

    @Override
    public final void merge(long[] cells, int at, long[] others, int otherAt) {
        for (int i = 0; i < width; i++) {
            cells[at + i] += others[otherAt + i];
        }
    }

    @Override
    public final boolean isInvertible() {
        return true;
    }

    @Override
    public final void subtract(long[] cells, int at, long[] others, int otherAt) {
        for (int i = 0; i < width; i++) {
            cells[at + i] -= others[otherAt + i];
        }
    }
}
