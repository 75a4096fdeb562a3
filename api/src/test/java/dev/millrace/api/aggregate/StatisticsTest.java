package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.averageDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.linearTrend;
import static dev.millrace.api.aggregate.Aggregates.linearTrendDouble;
import static dev.millrace.api.aggregate.Aggregates.sampleStandardDeviation;
import static dev.millrace.api.aggregate.Aggregates.sampleStandardDeviationDouble;
import static dev.millrace.api.aggregate.Aggregates.sampleVariance;
import static dev.millrace.api.aggregate.Aggregates.sampleVarianceDouble;
import static dev.millrace.api.aggregate.Aggregates.standardDeviation;
import static dev.millrace.api.aggregate.Aggregates.standardDeviationDouble;
import static dev.millrace.api.aggregate.Aggregates.sumDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.sumWrapping;
import static dev.millrace.api.aggregate.Aggregates.variance;
import static dev.millrace.api.aggregate.Aggregates.varianceDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private static final MathContext DIGITS = new MathContext(100);

    private static Arrivals<Double> doubles(double... values) {
        Arrivals<Double> arrivals = new Arrivals<>();
        for (double value : values) {
            arrivals.at(0, value);
        }
        return arrivals;
    }

    private static BigDecimal exactSum(double... values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (double value : values) {
            sum = sum.add(new BigDecimal(value));
        }
        return sum;
    }

    @Test
    void aWrappingSumWraps() throws Exception {
        assertThat(Arrivals.of(Long.MAX_VALUE, 1L).<long[], Long>into(sumWrapping(n -> n)))
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aCompensatedSumIsTheNearestDoubleOrItsNeighbourInAnyOrder() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] values = new double[1 + random.nextInt(400)];
            for (int i = 0; i < values.length; i++) {
                // Pairs that nearly cancel, of many magnitudes: an ordinary sum has no right digit left.
                double large = Math.scalb(random.nextDouble() - 0.5, random.nextInt(40));
                values[i] = i % 2 == 0 ? large : -values[i - 1] + random.nextDouble() * 1e-3;
            }
            double expected = exactSum(values).doubleValue();
            assertThat(doubles(values).shuffledInto(sumDoubleCompensated((Double d) -> d), seed))
                    .as("seed %s", seed)
                    .isCloseTo(expected, within(Math.ulp(expected)));
            double average = exactSum(values)
                    .divide(BigDecimal.valueOf(values.length), DIGITS)
                    .doubleValue();
            assertThat(doubles(values).shuffledInto(averageDoubleCompensated((Double d) -> d), seed))
                    .as("seed %s", seed)
                    .isCloseTo(average, within(Math.ulp(average)));
        }
    }

    @Test
    void aCompensatedSumKeepsWhatAnOrdinaryOneLoses() throws Exception {
        double[] values = new double[10_002];
        java.util.Arrays.fill(values, 1.0);
        values[0] = 1e17;
        values[10_001] = -1e17;
        assertThat(doubles(values).into(sumDoubleCompensated((Double d) -> d))).isEqualTo(10_000.0);
    }

    @Test
    void aCompensatedSumOverflowsInNoOrderUnlessTheSumDoes() throws Exception {
        Arrivals<Double> cancelling = doubles(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, 0x1p971, 3.0);
        double expected = exactSum(Double.MAX_VALUE, 0x1p971, 3.0).doubleValue();
        Arrivals<Double> toNothing = doubles(0x1p1000, 1e-300, 0x1p959, -0x1p1000, -0x1p959, 0x1p1023, -0x1p1023);
        for (int seed = 0; seed < 50; seed++) {
            assertThat(cancelling.shuffledInto(sumDoubleCompensated((Double d) -> d), seed))
                    .isEqualTo(expected);
            assertThat(toNothing.shuffledInto(sumDoubleCompensated((Double d) -> d), seed))
                    .isCloseTo(0, within(1e-299));
        }
        assertThat(doubles(Double.MAX_VALUE, Double.MAX_VALUE).into(sumDoubleCompensated((Double d) -> d)))
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(doubles(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE)
                        .into(averageDoubleCompensated((Double d) -> d)))
                .isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void infinitiesNanAndZeroesAreSummedAsIeeeDoesButForTheSignOfZero() throws Exception {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(doubles(1, infinity, 2, infinity).into(sumDoubleCompensated((Double d) -> d)))
                .isEqualTo(infinity);
        assertThat(doubles(1, infinity, -infinity, 2).into(sumDoubleCompensated((Double d) -> d)))
                .isNaN();
        assertThat(doubles(1, Double.NaN, infinity).into(sumDoubleCompensated((Double d) -> d)))
                .isNaN();
        assertThat(doubles(1, -infinity).into(averageDoubleCompensated((Double d) -> d)))
                .isEqualTo(-infinity);
        assertThat(Double.doubleToRawLongBits(doubles(-0.0, -0.0).into(sumDoubleCompensated((Double d) -> d))))
                .isZero();
        assertThat(Double.doubleToRawLongBits(doubles().into(sumDoubleCompensated((Double d) -> d))))
                .isZero();
        assertThat(doubles(Double.MIN_VALUE, Double.MIN_VALUE).into(sumDoubleCompensated((Double d) -> d)))
                .isEqualTo(2 * Double.MIN_VALUE);
    }

    @Test
    void theVarianceOfLongsIsExactHoweverLargeTheyAre() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Arrivals<Long> arrivals = new Arrivals<>();
            int count = 2 + random.nextInt(50);
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal squares = BigDecimal.ZERO;
            long offset = random.nextBoolean() ? random.nextLong() >> random.nextInt(64) : Long.MAX_VALUE - 2000;
            for (int i = 0; i < count; i++) {
                long value = seed % 3 == 0 ? random.nextLong() : offset + random.nextInt(1000);
                arrivals.at(0, value);
                sum = sum.add(BigDecimal.valueOf(value));
                squares = squares.add(BigDecimal.valueOf(value).pow(2));
            }
            BigDecimal n = BigDecimal.valueOf(count);
            BigDecimal deviations = squares.subtract(sum.pow(2).divide(n, DIGITS));
            double expected = deviations.divide(n, DIGITS).doubleValue();
            double sample =
                    deviations.divide(BigDecimal.valueOf(count - 1), DIGITS).doubleValue();
            assertThat(arrivals.shuffledInto(variance((Long l) -> l), seed))
                    .isCloseTo(expected, within(4 * Math.ulp(expected)));
            assertThat(arrivals.shuffledInto(sampleVariance((Long l) -> l), seed))
                    .isCloseTo(sample, within(4 * Math.ulp(sample)));
            assertThat(arrivals.shuffledInto(standardDeviation((Long l) -> l), seed))
                    .isCloseTo(Math.sqrt(expected), withinPercentage(1e-12));
            assertThat(arrivals.shuffledInto(sampleStandardDeviation((Long l) -> l), seed))
                    .isCloseTo(Math.sqrt(sample), withinPercentage(1e-12));
        }
    }

    @Test
    void subtractingTakesBordersOfTheWideSumAlong() throws Exception {
        FoldAggregate<Long, Double> variance = variance((Long l) -> l);
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] kept = variance.create();
            long[] removed = variance.create();
            for (int i = 0; i < 10; i++) {
                variance.add(kept, random.nextLong() >> random.nextInt(64));
                variance.add(removed, random.nextLong() >> random.nextInt(64));
            }
            long[] both = variance.merge(variance.merge(variance.create(), kept), removed);
            assertThat(variance.subtract(both, removed)).isEqualTo(kept);
        }
    }

    @Test
    void theVarianceOfDoublesIsStableFarFromZero() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double[] values =
                    random.doubles(3 + random.nextInt(300), 1e9, 1e9 + 10).toArray();
            BigDecimal n = BigDecimal.valueOf(values.length);
            BigDecimal mean = exactSum(values).divide(n, DIGITS);
            BigDecimal deviations = BigDecimal.ZERO;
            for (double value : values) {
                deviations = deviations.add(new BigDecimal(value).subtract(mean).pow(2));
            }
            double expected = deviations.divide(n, DIGITS).doubleValue();
            double sample =
                    deviations.divide(n.subtract(BigDecimal.ONE), DIGITS).doubleValue();
            // The formula with the sum of squares would lose all digits here: squares are near 1e18.
            assertThat(doubles(values).shuffledInto(varianceDouble((Double d) -> d), seed))
                    .isCloseTo(expected, withinPercentage(1e-5));
            assertThat(doubles(values).shuffledInto(sampleVarianceDouble((Double d) -> d), seed))
                    .isCloseTo(sample, withinPercentage(1e-5));
            assertThat(doubles(values).shuffledInto(standardDeviationDouble((Double d) -> d), seed))
                    .isCloseTo(Math.sqrt(expected), withinPercentage(1e-5));
            assertThat(doubles(values).shuffledInto(sampleStandardDeviationDouble((Double d) -> d), seed))
                    .isCloseTo(Math.sqrt(sample), withinPercentage(1e-5));
        }
    }

    @Test
    void oneRecordHasNoVarianceAndASampleOfOneHasNone() throws Exception {
        assertThat(doubles(7).into(varianceDouble((Double d) -> d))).isZero();
        assertThat(doubles(1e300).into(varianceDouble((Double d) -> d))).isZero();
        assertThat(doubles(7).into(sampleVarianceDouble((Double d) -> d))).isNaN();
        assertThat(Arrivals.of(7L).into(variance((Long l) -> l))).isZero();
        assertThat(Arrivals.of(7L).into(sampleVariance((Long l) -> l))).isNaN();
        assertThat(Arrivals.of(7L).into(sampleStandardDeviation((Long l) -> l))).isNaN();
    }

    @Test
    void nanAndInfinityMakeTheVarianceOfDoublesNan() throws Exception {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int seed = 0; seed < 10; seed++) {
                assertThat(doubles(1, bad, 2, 3).shuffledInto(varianceDouble((Double d) -> d), seed))
                        .isNaN();
            }
        }
    }

    record Point(long x, long y) {}

    @Test
    void theTrendOfLongsIsExactFarFromTheAxis() throws Exception {
        long start = 1_767_225_600_000L;
        Arrivals<Point> onALine = new Arrivals<>();
        for (int i = 0; i < 100; i++) {
            onALine.at(0, new Point(start + i, 3 * (start + i) - 5));
        }
        LinearTrend trend = onALine.shuffledInto(linearTrend(Point::x, Point::y), 1);
        assertThat(trend).isEqualTo(new LinearTrend(3, -5));
        assertThat(trend.at(10)).isEqualTo(25);
    }

    @Test
    void bothTrendsAreThatOfTheNormalEquations() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Arrivals<Point> points = new Arrivals<>();
            int n = 3 + random.nextInt(100);
            double x = 0;
            double y = 0;
            double xx = 0;
            double xy = 0;
            for (int i = 0; i < n; i++) {
                Point point = new Point(i - 20L, random.nextInt(1000));
                points.at(0, point);
                x += point.x();
                y += point.y();
                xx += point.x() * point.x();
                xy += point.x() * point.y();
            }
            double slope = (n * xy - x * y) / (n * xx - x * x);
            double intercept = (y - slope * x) / n;
            for (LinearTrend trend : new LinearTrend[] {
                points.shuffledInto(linearTrend(Point::x, Point::y), seed),
                points.shuffledInto(linearTrendDouble(Point::x, Point::y), seed)
            }) {
                assertThat(trend.slope()).isCloseTo(slope, within(1e-9));
                assertThat(trend.intercept()).isCloseTo(intercept, within(1e-6));
            }
        }
    }

    @Test
    void pointsAboveEachOtherHaveNoTrend() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            Arrivals<Point> points = Arrivals.of(new Point(4, 1), new Point(4, 2), new Point(4, 9));
            assertThat(points.shuffledInto(linearTrend(Point::x, Point::y), seed)
                            .slope())
                    .isNaN();
            assertThat(points.shuffledInto(linearTrendDouble(Point::x, Point::y), seed)
                            .intercept())
                    .isNaN();
        }
        assertThat(Arrivals.of(new Point(4, 1))
                        .into(linearTrend(Point::x, Point::y))
                        .slope())
                .isNaN();
    }
}
