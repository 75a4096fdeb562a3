package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;
import java.math.BigInteger;

/**
 * The trend of points of longs, from exact sums: count, x, y, x squared, x times y. Only the results are rounded, so that
 * a line over epoch milliseconds loses nothing although the axis is far away.
 */
record LongTrend<T>(ThrowingToLong<T> x, ThrowingToLong<T> y) implements Aggregate<T, long[], LinearTrend> {

    private static final int X = 1;
    private static final int Y = X + WideSum.WIDTH;
    private static final int XX = Y + WideSum.WIDTH;
    private static final int XY = XX + WideSum.WIDTH;
    private static final int WIDTH = XY + WideSum.WIDTH;

    @Override
    public long[] create() {
        return new long[WIDTH];
    }

    @Override
    public long[] add(long[] sums, T value) throws Exception {
        long readX = x.applyAsLong(value);
        long readY = y.applyAsLong(value);
        sums[0]++;
        WideSum.addProduct(sums, X, readX, 1);
        WideSum.addProduct(sums, Y, readY, 1);
        WideSum.addProduct(sums, XX, readX, readX);
        WideSum.addProduct(sums, XY, readX, readY);
        return sums;
    }

    @Override
    public long[] merge(long[] left, long[] right) {
        left[0] += right[0];
        for (int at = X; at < WIDTH; at += WideSum.WIDTH) {
            WideSum.merge(left, at, right, at);
        }
        return left;
    }

    @Override
    public boolean isInvertible() {
        return true;
    }

    @Override
    public long[] subtract(long[] left, long[] right) {
        left[0] -= right[0];
        for (int at = X; at < WIDTH; at += WideSum.WIDTH) {
            WideSum.subtract(left, at, right, at);
        }
        return left;
    }

    @Override
    public LinearTrend result(long[] sums) {
        Contract.requireRecords(sums[0], "linearTrend");
        BigInteger count = BigInteger.valueOf(sums[0]);
        BigInteger sumX = WideSum.read(sums, X);
        BigInteger sumY = WideSum.read(sums, Y);
        BigInteger sumXX = WideSum.read(sums, XX);
        BigInteger sumXY = WideSum.read(sums, XY);
        BigInteger divisor = count.multiply(sumXX).subtract(sumX.multiply(sumX));
        if (divisor.signum() == 0) {
            return new LinearTrend(Double.NaN, Double.NaN);
        }
        BigInteger slope = count.multiply(sumXY).subtract(sumX.multiply(sumY));
        BigInteger intercept = sumY.multiply(sumXX).subtract(sumX.multiply(sumXY));
        return new LinearTrend(
                slope.doubleValue() / divisor.doubleValue(), intercept.doubleValue() / divisor.doubleValue());
    }

    @Override
    public void writeAccumulator(long[] sums, ValueOutput out) {
        Longs.write(sums, out);
    }

    @Override
    public long[] readAccumulator(ValueInput in) {
        return Longs.read(in, WIDTH, this);
    }

    @Override
    public String describe() {
        return "linearTrend(" + Contract.name(x) + ", " + Contract.name(y) + ")";
    }
}
