package dev.millrace.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.job.LatencyHistogram.Bucket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The histogram against a sorted array, and what it looks like from outside. */
class LogLinearHistogramTest {

    private static final double[] PERCENTILES = {0.001, 1, 50, 90, 99, 99.9, 99.99, 100};

    @Test
    void percentilesAreThoseOfASortedArrayToWithinA64th() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            LogLinearHistogram histogram = new LogLinearHistogram();
            long[] values = new long[1 + random.nextInt(3_000)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextLong() >>> 2 + random.nextInt(62);
                histogram.add(values[i], 1);
            }
            Arrays.sort(values);
            LatencyHistogram snapshot = histogram.snapshot();

            assertThat(snapshot.count()).isEqualTo(values.length);
            assertThat(snapshot.max().toNanos()).isEqualTo(values[values.length - 1]);
            for (double percent : PERCENTILES) {
                long exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
                assertThat(snapshot.percentile(percent).toNanos())
                        .as("seed %d, percentile %s", seed, percent)
                        .isBetween(exact, exact + exact / 64);
            }
        }
    }

    @Test
    void theEdgesOfPowersOfTwoAreInTheirBuckets() {
        for (int power = 0; power < 63; power++) {
            for (long value : new long[] {(1L << power) - 1, 1L << power, (1L << power) + 1, Long.MAX_VALUE}) {
                LogLinearHistogram histogram = new LogLinearHistogram();
                histogram.add(value, 3);
                Bucket only = histogram.snapshot().buckets().get(0);
                assertThat(only.atMost().toNanos()).isGreaterThanOrEqualTo(value);
                assertThat(only.atMost().toNanos() - value).isLessThanOrEqualTo(value / 64);
                assertThat(only.count()).isEqualTo(3);
            }
        }
    }

    @Test
    void whatIsNegativeCountsAsNothing() {
        LogLinearHistogram histogram = new LogLinearHistogram();
        histogram.add(-5, 1);

        assertThat(histogram.snapshot())
                .isEqualTo(new LatencyHistogram(List.of(new Bucket(Duration.ZERO, 1)), Duration.ZERO));
    }

    @Test
    void histogramsOfDifferentBucketsAddUp() {
        LatencyHistogram one = new LatencyHistogram(
                List.of(new Bucket(Duration.ofMillis(1), 90), new Bucket(Duration.ofMillis(10), 9)),
                Duration.ofMillis(8));
        LatencyHistogram other = new LatencyHistogram(
                List.of(new Bucket(Duration.ofMillis(1), 1), new Bucket(Duration.ofMillis(5), 900)),
                Duration.ofMillis(5));

        assertThat(one.plus(other))
                .isEqualTo(new LatencyHistogram(
                        List.of(
                                new Bucket(Duration.ofMillis(1), 91),
                                new Bucket(Duration.ofMillis(5), 900),
                                new Bucket(Duration.ofMillis(10), 9)),
                        Duration.ofMillis(8)));
        assertThat(one.plus(LatencyHistogram.EMPTY)).isEqualTo(one);
        assertThat(one.percentile(99.99)).as("not more than the longest").isEqualTo(Duration.ofMillis(8));
        assertThat(LatencyHistogram.EMPTY.percentile(50)).isZero();
        assertThat(one).hasToString("p50 1.0 ms, p99 8.0 ms, p99.9 8.0 ms, p99.99 8.0 ms, max 8.0 ms of 99 records");
    }

    @Test
    void whatIsNoHistogramIsRefused() {
        assertThatThrownBy(() -> LatencyHistogram.EMPTY.percentile(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a percentile is more than 0 and at most 100, got 0.0");
        assertThatThrownBy(() -> LatencyHistogram.EMPTY.percentile(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Bucket(Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyHistogram(
                        List.of(new Bucket(Duration.ofMillis(2), 1), new Bucket(Duration.ofMillis(1), 1)),
                        Duration.ofMillis(2)))
                .hasMessage("the bucket up to PT0.001S stands behind the one up to PT0.002S; buckets must ascend");
    }
}
