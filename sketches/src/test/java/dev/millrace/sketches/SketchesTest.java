package dev.millrace.sketches;

import static dev.millrace.sketches.Sketches.distinct;
import static dev.millrace.sketches.Sketches.frequentItems;
import static dev.millrace.sketches.Sketches.quantiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.api.aggregate.Aggregate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.datasketches.kll.KllSketch;
import org.junit.jupiter.api.Test;

class SketchesTest {

    private static <T, R> R of(Aggregate<T, ?, R> aggregate, Iterable<? extends T> records) throws Exception {
        return inParts(aggregate, records, 1);
    }

    /** Deals the records to some accumulators, and merges those. */
    private static <T, A, R> R inParts(Aggregate<T, A, R> aggregate, Iterable<? extends T> records, int parts)
            throws Exception {
        List<A> accumulators = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            accumulators.add(aggregate.create());
        }
        int turn = 0;
        for (T record : records) {
            accumulators.set(turn, aggregate.add(accumulators.get(turn), record));
            turn = (turn + 1) % parts;
        }
        A merged = aggregate.create();
        for (A part : accumulators) {
            merged = aggregate.merge(merged, part);
        }
        return aggregate.result(merged);
    }

    @Test
    void distinctItemsAreCountedWithinTheErrorThatIsDocumented() throws Exception {
        Map<String, Function<Long, ?>> kinds = Map.of(
                "long", n -> n,
                "string", n -> "item " + n,
                "double", n -> n * 0.1,
                "bytes", n -> ("item " + n).getBytes(StandardCharsets.UTF_8));
        for (int lgK : new int[] {8, 12, 14}) {
            double error = 1.04 / Math.sqrt(1 << lgK);
            for (long count : new long[] {10, 1000, 200_000}) {
                for (Map.Entry<String, Function<Long, ?>> kind : kinds.entrySet()) {
                    Aggregate<Long, ?, DistinctEstimate> aggregate = distinct(kind.getValue()::apply, lgK);
                    List<Long> twice = LongStream.range(0, 2 * count)
                            .mapToObj(n -> n % count)
                            .toList();
                    DistinctEstimate estimate = inParts(aggregate, twice, 3);
                    // Four standard errors; items are fixed and hashes too, so this holds in every run or in none.
                    assertThat(estimate.estimate())
                            .as("%s %s of lgK %s", count, kind.getKey(), lgK)
                            .isCloseTo((double) count, within(4 * error * count));
                    assertThat(estimate.lowerBound()).isLessThanOrEqualTo(estimate.estimate());
                    assertThat(estimate.upperBound()).isGreaterThanOrEqualTo(estimate.estimate());
                }
            }
        }
    }

    @Test
    void theBoundsOfDistinctHoldAsOftenAsDocumented() throws Exception {
        int held = 0;
        for (int trial = 0; trial < 200; trial++) {
            long start = trial * 1_000_000L;
            DistinctEstimate estimate = of(
                    distinct((Long n) -> n, 8),
                    LongStream.range(start, start + 3000).boxed().toList());
            held += estimate.lowerBound() <= 3000 && 3000 <= estimate.upperBound() ? 1 : 0;
        }
        // 95.4 % are promised; the hashes are fixed, so that the number below is too.
        assertThat(held).isGreaterThanOrEqualTo(186);
    }

    @Test
    void aDistinctCountDependsOnTheSetOfItemsAlone() throws Exception {
        List<Long> items = new ArrayList<>(LongStream.range(0, 50_000).boxed().toList());
        DistinctEstimate expected = of(distinct((Long n) -> n, 10), items);
        Collections.shuffle(items, new Random(7));
        items.addAll(items.subList(0, 20_000));
        for (int parts : new int[] {1, 2, 17}) {
            assertThat(inParts(distinct((Long n) -> n, 10), items, parts)).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsIgnoredAndEqualItemsAreOne() throws Exception {
        assertThat(of(distinct(item -> item), List.<Object>of()).estimate()).isZero();
        assertThat(of(distinct(item -> item), List.<Object>of("")).estimate()).isCloseTo(1, within(1e-4));
        assertThat(of(distinct(item -> item), List.<Object>of(new byte[0], "x")).estimate())
                .isCloseTo(2, within(1e-4));
        List<Object> ones = List.of(1L, 1, (short) 1, (byte) 1);
        assertThat(of(distinct(item -> item), ones).estimate()).isCloseTo(1, within(1e-4));
        List<Object> zeroes = List.of(0.0, -0.0, 0f);
        assertThat(of(distinct(item -> item), zeroes).estimate()).isCloseTo(1, within(1e-4));
        List<Object> texts = List.of("ä", "ä".getBytes(StandardCharsets.UTF_8));
        assertThat(of(distinct(item -> item), texts).estimate()).isCloseTo(1, within(1e-4));
    }

    @Test
    void quantilesAreExactUpToK() throws Exception {
        List<Double> numbers = new ArrayList<>(
                IntStream.rangeClosed(1, 200).mapToObj(n -> (double) n).toList());
        Collections.shuffle(numbers, new Random(3));
        Quantiles exact = of(quantiles((Double d) -> d, 0, 0.25, 0.5, 0.99, 1), numbers);
        assertThat(exact.quantiles().stream().map(Quantile::value)).containsExactly(1.0, 50.0, 100.0, 198.0, 200.0);
        assertThat(exact.rankError()).isZero();
        assertThat(exact.quantiles())
                .allMatch(quantile ->
                        quantile.lowerBound() == quantile.value() && quantile.upperBound() == quantile.value());
        assertThat(exact.value(0.99)).isEqualTo(198);
        assertThatThrownBy(() -> exact.value(0.1)).hasMessageContaining("0.1 was not asked for, only [0.0, 0.25");
    }

    @Test
    void quantilesOfManyNumbersAreWithinTheRankErrorThatIsDocumented() throws Exception {
        Random random = new Random(11);
        List<Double> numbers =
                random.doubles(100_000).map(d -> Math.exp(10 * d)).boxed().toList();
        double[] sorted = numbers.stream().mapToDouble(d -> d).sorted().toArray();
        double[] ranks = {0, 0.01, 0.1, 0.5, 0.9, 0.99, 1};
        for (int parts : new int[] {1, 8}) {
            Quantiles estimates = inParts(quantiles((Double d) -> d, ranks), numbers, parts);
            assertThat(estimates.rankError()).isCloseTo(0.0133, within(0.0002));
            assertThat(estimates.count()).isEqualTo(sorted.length);
            assertThat(estimates.min()).isEqualTo(sorted[0]);
            assertThat(estimates.max()).isEqualTo(sorted[sorted.length - 1]);
            for (Quantile quantile : estimates.quantiles()) {
                int index = Arrays.binarySearch(sorted, quantile.value());
                assertThat(index).as("one of the numbers that were seen").isNotNegative();
                // The error is promised in 99 % of all cases, and the sketch cannot be seeded: three times of it, which
                // is nearly eight standard deviations, so that no run ever fails by chance.
                assertThat((double) index / sorted.length)
                        .isCloseTo(quantile.rank(), within(3 * estimates.rankError()));
                assertThat(quantile.lowerBound()).isLessThanOrEqualTo(quantile.value());
                assertThat(quantile.upperBound()).isGreaterThanOrEqualTo(quantile.value());
            }
        }
    }

    @Test
    void theDocumentedErrorsOfQuantilesAreThoseOfTheSketch() {
        assertThat(KllSketch.getNormalizedRankError(Sketches.K_MIN, false)).isCloseTo(0.3, within(0.01));
        assertThat(KllSketch.getNormalizedRankError(Sketches.K_DEFAULT, false)).isCloseTo(0.013, within(0.001));
        assertThat(KllSketch.getNormalizedRankError(Sketches.K_MAX, false)).isCloseTo(0.00005, within(0.00001));
    }

    @Test
    void nanIsCountedApart() throws Exception {
        Quantiles some = of(quantiles((Double d) -> d, 0.5), List.of(Double.NaN, 3.0, Double.NaN));
        assertThat(some).isEqualTo(new Quantiles(1, 2, 3, 3, 0, List.of(new Quantile(0.5, 3, 3, 3))));
        Quantiles none = of(quantiles((Double d) -> d, 0.5), List.of(Double.NaN));
        assertThat(none.count()).isZero();
        assertThat(none.nanCount()).isEqualTo(1);
        assertThat(none.value(0.5)).isNaN();
        Quantiles infinite =
                of(quantiles((Double d) -> d, 0.5), List.of(Double.NEGATIVE_INFINITY, 1.0, Double.POSITIVE_INFINITY));
        assertThat(infinite.value(0.5)).isEqualTo(1);
        assertThat(infinite.max()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void frequentItemsAreFoundAndTheirBoundsAlwaysHold() throws Exception {
        Map<String, Function<Integer, Object>> kinds = Map.of(
                "string", n -> "item " + n,
                "long", n -> (long) n,
                "double", n -> n / 7.0);
        Random random = new Random(5);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            // About as Zipf has it: item n with a frequency near 1 / n.
            numbers.add((int) Math.exp(random.nextDouble() * 9));
        }
        Map<Integer, Long> exact = numbers.stream().collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        for (Map.Entry<String, Function<Integer, Object>> kind : kinds.entrySet()) {
            for (int parts : new int[] {1, 6}) {
                Aggregate<Integer, ?, FrequentItems<Object>> aggregate = frequentItems(kind.getValue()::apply, 256);
                FrequentItems<Object> found = inParts(aggregate, numbers, parts);
                assertThat(found.count()).isEqualTo(numbers.size());
                assertThat(found.errorMax()).isPositive().isLessThanOrEqualTo((long) (3.5 / 256 * numbers.size()));
                Map<Object, FrequentItem<Object>> byItem =
                        found.items().stream().collect(Collectors.toMap(FrequentItem::item, frequent -> frequent));
                exact.forEach((number, count) -> {
                    FrequentItem<Object> frequent = byItem.get(kind.getValue().apply(number));
                    if (frequent != null) {
                        assertThat(count).isBetween(frequent.lowerBound(), frequent.upperBound());
                    } else {
                        assertThat(count).isLessThanOrEqualTo(found.errorMax());
                    }
                });
                assertThat(found.items())
                        .isSortedAccordingTo((a, b) -> Long.compare(b.estimate(), a.estimate()))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void fewDistinctItemsAreCountedExactlyAndTiesAreSorted() throws Exception {
        FrequentItems<String> exact = of(frequentItems((String s) -> s, 8), List.of("b", "a", "c", "b", "", "c", "c"));
        assertThat(exact)
                .isEqualTo(new FrequentItems<>(
                        List.of(
                                new FrequentItem<>("c", 3, 3, 3),
                                new FrequentItem<>("b", 2, 2, 2),
                                new FrequentItem<>("", 1, 1, 1),
                                new FrequentItem<>("a", 1, 1, 1)),
                        0,
                        7));
        assertThat(of(frequentItems((String s) -> s, 8), List.of()).items()).isEmpty();
    }

    @Test
    void byteArraysAreItemsByTheirContentAndAreCopied() throws Exception {
        byte[] reused = {1};
        List<byte[]> records = new ArrayList<>();
        records.add(reused);
        records.add(new byte[] {1});
        records.add(new byte[] {2});
        Aggregate<byte[], ?, FrequentItems<byte[]>> aggregate = frequentItems(bytes -> bytes, 8);
        FrequentItems<byte[]> found = of(aggregate, records);
        reused[0] = 9;
        assertThat(found.items().get(0).item()).isEqualTo(new byte[] {1});
        assertThat(found.items().get(0).estimate()).isEqualTo(2);
        assertThat(found.items()).hasSize(2);
    }

    @Test
    void whatCannotBeAnItemIsRefused() {
        assertThatThrownBy(() -> of(distinct(SketchesTest::nothing), List.of("a")))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("distinct(SketchesTest::nothing) got null");
        assertThatThrownBy(() -> of(frequentItems(SketchesTest::nothing, 8), List.of("a")))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> of(distinct((String s) -> List.of(s)), List.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes strings, numbers and byte arrays, got java.util.ImmutableCollections");
    }

    private static String nothing(String any) {
        return null;
    }

    @Test
    void sizesAndRanksOutOfRangeAreRefusedWhenTheAggregateIsMade() {
        assertThatThrownBy(() -> distinct((String s) -> s, 3)).hasMessageContaining("between 4 and 21, got 3");
        assertThatThrownBy(() -> distinct((String s) -> s, 22)).hasMessageContaining("got 22");
        assertThatThrownBy(() -> quantiles(7, (Double d) -> d, 0.5)).hasMessageContaining("got 7");
        assertThatThrownBy(() -> quantiles((Double d) -> d)).hasMessageContaining("at least one rank");
        assertThatThrownBy(() -> quantiles((Double d) -> d, 99)).hasMessageContaining("got 99.0");
        assertThatThrownBy(() -> quantiles((Double d) -> d, Double.NaN)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> frequentItems((String s) -> s, 100)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> frequentItems((String s) -> s, 4)).hasMessageContaining("got 4");
        assertThatThrownBy(() -> frequentItems((String s) -> s, 1 << 21)).hasMessageContaining("got 2097152");
    }
}
