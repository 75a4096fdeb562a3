package dev.millrace.api.aggregate;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Count, sum and sum of squares of longs, all of them exact. The cancellation that makes this formula useless with
 * doubles does not exist here, there is no division for each record, and it can be subtracted.
 */
record ExactVariance(String name) implements Fold {

    private static final int SUM = 1;
    private static final int SQUARES = SUM + WideSum.WIDTH;
    private static final int WIDTH = SQUARES + WideSum.WIDTH;

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void clear(long[] cells, int at) {
        Arrays.fill(cells, at, at + WIDTH, 0);
    }

    @Override
    public void add(long[] cells, int at, long number) {
        cells[at]++;
        WideSum.addProduct(cells, at + SUM, number, 1);
        WideSum.addProduct(cells, at + SQUARES, number, number);
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at] += others[otherAt];
        WideSum.merge(cells, at + SUM, others, otherAt + SUM);
        WideSum.merge(cells, at + SQUARES, others, otherAt + SQUARES);
    }

    @Override
    public boolean isInvertible() {
        return true;
    }

    @Override
    public void subtract(long[] cells, int at, long[] others, int otherAt) {
        cells[at] -= others[otherAt];
        WideSum.subtract(cells, at + SUM, others, otherAt + SUM);
        WideSum.subtract(cells, at + SQUARES, others, otherAt + SQUARES);
    }

    /** Reads the variance; with the count minus 1 as divisor it is that of a sample, and NaN for one record. */
    static double variance(long[] cells, int at, boolean isSample) {
        long count = cells[at];
        BigInteger sum = WideSum.read(cells, at + SUM);
        BigInteger squares = WideSum.read(cells, at + SQUARES);
        double deviation = squares.multiply(BigInteger.valueOf(count))
                .subtract(sum.multiply(sum))
                .doubleValue();
        return deviation / count / (isSample ? count - 1 : count);
    }

    @Override
    public String describe() {
        return name;
    }
}
