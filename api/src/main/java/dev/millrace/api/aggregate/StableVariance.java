package dev.millrace.api.aggregate;

/**
 * Count, mean and sum of squared deviations from the mean, as doubles: numbers are added as by Welford (Note on a method
 * for calculating corrected sums of squares and products, Technometrics 4(3), 1962), merged as by Chan, Golub and LeVeque
 * (Updating formulae and a pairwise algorithm for computing sample variances, Stanford STAN-CS-79-773, 1979).
 */
record StableVariance(String name) implements Fold {

    private static final int MEAN = 1;
    private static final int DEVIATIONS = 2;

    @Override
    public int width() {
        return 3;
    }

    @Override
    public void clear(long[] cells, int at) {
        set(cells, at, 0, 0, 0);
    }

    @Override
    public void add(long[] cells, int at, long number) {
        double value = Double.longBitsToDouble(number);
        double meanBefore = get(cells, at + MEAN);
        double difference = value - meanBefore;
        long count = cells[at] + 1;
        double mean = meanBefore + difference / count;
        set(cells, at, count, mean, get(cells, at + DEVIATIONS) + difference * (value - mean));
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        long otherCount = others[otherAt];
        double otherMean = get(others, otherAt + MEAN);
        double otherDeviations = get(others, otherAt + DEVIATIONS);
        if (cells[at] == 0) {
            set(cells, at, otherCount, otherMean, otherDeviations);
        } else if (otherCount > 0) {
            long count = cells[at] + otherCount;
            double share = (double) otherCount / count;
            double difference = otherMean - get(cells, at + MEAN);
            set(
                    cells,
                    at,
                    count,
                    get(cells, at + MEAN) + difference * share,
                    get(cells, at + DEVIATIONS) + otherDeviations + difference * difference * share * cells[at]);
        }
    }

    /** Reads the variance; with the count minus 1 as divisor it is that of a sample, and NaN for one record. */
    static double variance(long[] cells, int at, boolean isSample) {
        return get(cells, at + DEVIATIONS) / (isSample ? cells[at] - 1 : cells[at]);
    }

    private static double get(long[] cells, int at) {
        return Double.longBitsToDouble(cells[at]);
    }

    private static void set(long[] cells, int at, long count, double mean, double deviations) {
        cells[at] = count;
        cells[at + MEAN] = Double.doubleToRawLongBits(mean);
        cells[at + DEVIATIONS] = Double.doubleToRawLongBits(deviations);
    }

    @Override
    public String describe() {
        return name;
    }
}
