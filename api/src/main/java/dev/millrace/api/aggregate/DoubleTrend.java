package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingToDouble;

/**
 * The trend of points of doubles, from co-moments about the means, merged as by Chan, Golub and LeVeque (1979), which
 * {@link StableVariance} cites. The accumulator holds count, mean of x, mean of y, and the sums of (x - mean)² and
 * (x - mean)(y - mean).
 */
record DoubleTrend<T>(ThrowingToDouble<T> x, ThrowingToDouble<T> y) implements Aggregate<T, double[], LinearTrend> {

    private static final int X = 1;
    private static final int Y = 2;
    private static final int XX = 3;
    private static final int XY = 4;

    @Override
    public double[] create() {
        return new double[5];
    }

    @Override
    public double[] add(double[] moments, T value) throws Exception {
        return merge(moments, 1, x.applyAsDouble(value), y.applyAsDouble(value), 0, 0);
    }

    @Override
    public double[] merge(double[] left, double[] right) {
        return right[0] == 0 ? left : merge(left, right[0], right[X], right[Y], right[XX], right[XY]);
    }

    /** A point is an accumulator of one, so adding is merging. */
    private static double[] merge(double[] left, double count, double meanX, double meanY, double xx, double xy) {
        if (left[0] == 0) {
            left[X] = meanX;
            left[Y] = meanY;
            left[XX] = xx;
            left[XY] = xy;
            left[0] = count;
            return left;
        }
        double total = left[0] + count;
        double share = count / total;
        double differenceX = meanX - left[X];
        double differenceY = meanY - left[Y];
        left[XX] += xx + differenceX * differenceX * share * left[0];
        left[XY] += xy + differenceX * differenceY * share * left[0];
        left[X] += differenceX * share;
        left[Y] += differenceY * share;
        left[0] = total;
        return left;
    }

    @Override
    public LinearTrend result(double[] moments) {
        Contract.requireRecords((long) moments[0], "linearTrendDouble");
        double slope = moments[XX] == 0 ? Double.NaN : moments[XY] / moments[XX];
        return new LinearTrend(slope, moments[Y] - slope * moments[X]);
    }

    @Override
    public String describe() {
        return "linearTrendDouble(" + Contract.name(x) + ", " + Contract.name(y) + ")";
    }
}
