package dev.millrace.sketches;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/** Estimates quantiles by the sketch of Karnin, Lang and Liberty. */
final class QuantileSketch<T> implements Aggregate<T, QuantileSketch.Numbers, Quantiles> {

    private static final long serialVersionUID = 1;

    private final int k;
    private final ThrowingToDouble<T> value;
    private final double[] ranks;

    QuantileSketch(int k, ThrowingToDouble<T> value, double... ranks) {
        if (k < Sketches.K_MIN || k > Sketches.K_MAX) {
            throw new IllegalArgumentException("k of quantiles must be between " + Sketches.K_MIN + " and "
                    + Sketches.K_MAX + ", got " + k + "; 200 has a rank error of 1.3 %");
        }
        if (ranks.length == 0) {
            throw new IllegalArgumentException("quantiles needs at least one rank, got none; 0.5 is the median");
        }
        for (double rank : ranks) {
            if (!(rank >= 0 && rank <= 1)) {
                throw new IllegalArgumentException(
                        "a rank must be between 0 and 1, got " + rank + "; the 99th percentile is at 0.99");
            }
        }
        this.k = k;
        this.value = value;
        this.ranks = ranks.clone();
    }

    /** The numbers, and what the sketch would ignore without a word. Changed in place. */
    static final class Numbers {

        private final KllDoublesSketch sketch;
        private long nanCount;

        private Numbers(KllDoublesSketch sketch, long nanCount) {
            this.sketch = sketch;
            this.nanCount = nanCount;
        }
    }

    @Override
    public Numbers create() {
        return new Numbers(KllDoublesSketch.newHeapInstance(k), 0);
    }

    @Override
    public Numbers add(Numbers numbers, T record) throws Exception {
        double number = value.applyAsDouble(record);
        if (Double.isNaN(number)) {
            numbers.nanCount++;
        } else {
            numbers.sketch.update(number);
        }
        return numbers;
    }

    @Override
    public Numbers merge(Numbers left, Numbers right) {
        left.sketch.merge(right.sketch);
        left.nanCount += right.nanCount;
        return left;
    }

    @Override
    public Quantiles result(Numbers numbers) {
        KllDoublesSketch sketch = numbers.sketch;
        if (sketch.isEmpty()) {
            return withoutNumbers(numbers.nanCount);
        }
        return new Quantiles(
                sketch.getN(),
                numbers.nanCount,
                sketch.getMinItem(),
                sketch.getMaxItem(),
                sketch.isEstimationMode() ? sketch.getNormalizedRankError(false) : 0,
                Arrays.stream(ranks).mapToObj(rank -> quantile(sketch, rank)).toList());
    }

    private Quantiles withoutNumbers(long nanCount) {
        if (nanCount == 0) {
            throw new NoSuchElementException(describe() + " has no result without records");
        }
        List<Quantile> unknown = Arrays.stream(ranks)
                .mapToObj(rank -> new Quantile(rank, Double.NaN, Double.NaN, Double.NaN))
                .toList();
        return new Quantiles(0, nanCount, Double.NaN, Double.NaN, 0, unknown);
    }

    private static Quantile quantile(KllDoublesSketch sketch, double rank) {
        double value = sketch.getQuantile(rank);
        return sketch.isEstimationMode()
                ? new Quantile(rank, value, sketch.getQuantileLowerBound(rank), sketch.getQuantileUpperBound(rank))
                : new Quantile(rank, value, value, value);
    }

    @Override
    public void writeAccumulator(Numbers numbers, ValueOutput out) {
        out.writeLong(numbers.nanCount);
        out.writeBytes(numbers.sketch.toByteArray());
    }

    @Override
    public Numbers readAccumulator(ValueInput in) {
        long nanCount = in.readLong();
        return new Numbers(
                Images.read(in, "quantiles", bytes -> KllDoublesSketch.heapify(Memory.wrap(bytes))), nanCount);
    }

    @Override
    public String describe() {
        return Items.describe("quantiles", value);
    }
}
