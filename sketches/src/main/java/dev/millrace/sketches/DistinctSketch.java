package dev.millrace.sketches;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.nio.charset.StandardCharsets;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** Estimates the number of distinct items by HyperLogLog. */
record DistinctSketch<T>(ThrowingFunction<T, ?> item, int lgK) implements Aggregate<T, HllSketch, DistinctEstimate> {

    private static final int STANDARD_DEVIATIONS = 2;

    /** Stands for the empty string and the empty array, which the sketch would ignore. */
    private static final byte[] EMPTY = "dev.millrace.sketches: nothing at all".getBytes(StandardCharsets.UTF_8);

    DistinctSketch {
        if (lgK < Sketches.LG_K_MIN || lgK > Sketches.LG_K_MAX) {
            throw new IllegalArgumentException("lgK of distinct must be between " + Sketches.LG_K_MIN + " and "
                    + Sketches.LG_K_MAX + ", got " + lgK + "; 12 has a relative error of 1.6 %");
        }
    }

    @Override
    public HllSketch create() {
        return new HllSketch(lgK, TgtHllType.HLL_8);
    }

    @Override
    public HllSketch add(HllSketch sketch, T value) throws Exception {
        Object read = Items.require(item.apply(value), "distinct", item);
        if (read instanceof String string) {
            update(sketch, string.getBytes(StandardCharsets.UTF_8));
        } else if (read instanceof byte[] bytes) {
            update(sketch, bytes);
        } else if (read instanceof Double || read instanceof Float) {
            sketch.update(((Number) read).doubleValue());
        } else {
            sketch.update(((Number) read).longValue());
        }
        return sketch;
    }

    private static void update(HllSketch sketch, byte[] bytes) {
        sketch.update(bytes.length == 0 ? EMPTY : bytes);
    }

    @Override
    public HllSketch merge(HllSketch left, HllSketch right) {
        if (right.isEmpty()) {
            return left;
        }
        Union union = new Union(lgK);
        union.update(left);
        union.update(right);
        return union.getResult(TgtHllType.HLL_8);
    }

    /**
     * Reads by the estimator for merged sketches. A sketch that was only added to knows a better one, whose result depends
     * on the order of adding; merging what is there already, which changes nothing else, makes it forget that.
     */
    @Override
    public DistinctEstimate result(HllSketch sketch) {
        Union union = new Union(lgK);
        union.update(sketch);
        union.update(sketch);
        return new DistinctEstimate(
                union.getEstimate(),
                union.getLowerBound(STANDARD_DEVIATIONS),
                union.getUpperBound(STANDARD_DEVIATIONS));
    }

    @Override
    public void writeAccumulator(HllSketch sketch, ValueOutput out) {
        out.writeBytes(sketch.toCompactByteArray());
    }

    @Override
    public HllSketch readAccumulator(ValueInput in) {
        return Images.read(in, "distinct", HllSketch::heapify);
    }

    @Override
    public boolean hasEmptyResult() {
        return true;
    }

    @Override
    public String describe() {
        return Items.describe("distinct", item);
    }
}
