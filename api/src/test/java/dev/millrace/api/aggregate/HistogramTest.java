package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.all;
import static dev.millrace.api.aggregate.Aggregates.any;
import static dev.millrace.api.aggregate.Aggregates.histogram;
import static dev.millrace.api.aggregate.Aggregates.histogramDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void aBoundBelongsToTheBucketAboveIt() throws Exception {
        Arrivals<Long> arrivals = Arrivals.of(Long.MIN_VALUE, -1L, 0L, 9L, 10L, 11L, Long.MAX_VALUE);
        LongHistogram counted = arrivals.into(histogram((Long l) -> l, 0, 10));
        assertThat(counted).isEqualTo(new LongHistogram(List.of(0L, 10L), List.of(2L, 2L, 3L)));
        assertThat(counted.count()).isEqualTo(7);
    }

    @Test
    void countsAreThoseOfAPlainSearch() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long[] bounds = random.longs(1 + random.nextInt(20), -50, 50)
                    .distinct()
                    .sorted()
                    .toArray();
            long[] expected = new long[bounds.length + 1];
            Arrivals<Long> longs = new Arrivals<>();
            Arrivals<Double> doubles = new Arrivals<>();
            for (int i = 0; i < 200; i++) {
                long value = random.nextInt(120) - 60;
                longs.at(0, value);
                doubles.at(0, (double) value);
                expected[
                        (int) LongStream.of(bounds)
                                .filter(bound -> bound <= value)
                                .count()]++;
            }
            List<Long> counts = LongStream.of(expected).boxed().toList();
            assertThat(longs.shuffledInto(histogram((Long l) -> l, bounds), seed)
                            .counts())
                    .isEqualTo(counts);
            double[] asDoubles = LongStream.of(bounds).asDoubleStream().toArray();
            assertThat(doubles.shuffledInto(histogramDouble((Double d) -> d, asDoubles), seed)
                            .counts())
                    .isEqualTo(counts);
        }
    }

    @Test
    void zeroesAreEqualNanIsApartAndInfinitiesAreOutside() throws Exception {
        Arrivals<Double> arrivals = Arrivals.of(
                -0.0, 0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -Double.MIN_VALUE);
        for (double zero : new double[] {0.0, -0.0}) {
            assertThat(arrivals.into(histogramDouble((Double d) -> d, zero, 1)))
                    .isEqualTo(new DoubleHistogram(List.of(0.0, 1.0), List.of(2L, 2L, 1L), 1));
        }
    }

    @Test
    void boundsThatDoNotAscendOrAreTooManyAreRefused() {
        assertThatThrownBy(() -> histogram((Long l) -> l, 1, 1)).hasMessageContaining("got 1 before 1");
        assertThatThrownBy(() -> histogram((Long l) -> l, 2, 1)).hasMessageContaining("got 2 before 1");
        assertThatThrownBy(() -> histogram((Long l) -> l)).hasMessageContaining("between 1 and 255 bounds, got 0");
        assertThatThrownBy(() -> histogramDouble((Double d) -> d, 0.0, -0.0)).hasMessageContaining("ascend");
        assertThatThrownBy(() -> histogramDouble((Double d) -> d, Double.NaN)).hasMessageContaining("finite, got NaN");
        long[] most = LongStream.range(0, CellAggregate.CELLS_MAX - 1).toArray();
        assertThat(histogram((Long l) -> l, most).fold().width()).isEqualTo(CellAggregate.CELLS_MAX);
        assertThatThrownBy(
                        () -> histogram((Long l) -> l, LongStream.range(0, 256).toArray()))
                .hasMessageContaining("got 256");
    }

    @Test
    void boundsAreCopied() throws Exception {
        long[] bounds = {10};
        FoldAggregate<Long, LongHistogram> histogram = histogram((Long l) -> l, bounds);
        bounds[0] = 1000;
        assertThat(Arrivals.of(20L).into(histogram).counts()).isEqualTo(List.of(0L, 1L));
    }

    @Test
    void anyAndAllAreThoseOfLogic() throws Exception {
        assertThat(Arrivals.of(1L, 2L).into(any((Long l) -> l > 1))).isTrue();
        assertThat(Arrivals.of(1L, 2L).into(any((Long l) -> l > 2))).isFalse();
        assertThat(Arrivals.of(1L, 2L).into(all((Long l) -> l > 1))).isFalse();
        assertThat(Arrivals.of(1L, 2L).into(all((Long l) -> l > 0))).isTrue();
        assertThat(new Arrivals<Long>().into(any((Long l) -> l > 0))).isFalse();
        assertThat(new Arrivals<Long>().into(all((Long l) -> l > 0))).isTrue();
    }

    @Test
    void conditionsAreDescribedByTheirPredicate() {
        assertThat(Aggregates.<String>any(String::isBlank).describe()).isEqualTo("any(String::isBlank)");
        assertThat(histogram(String::length, 3).describe()).isEqualTo("histogram(String::length)");
    }
}
