package dev.millrace.testkit;

import static dev.millrace.api.aggregate.Aggregates.all;
import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.any;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.averageDouble;
import static dev.millrace.api.aggregate.Aggregates.averageDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.bottomN;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.collectSet;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.aggregate.Aggregates.filteringOptional;
import static dev.millrace.api.aggregate.Aggregates.first;
import static dev.millrace.api.aggregate.Aggregates.flatMapping;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.histogram;
import static dev.millrace.api.aggregate.Aggregates.histogramDouble;
import static dev.millrace.api.aggregate.Aggregates.last;
import static dev.millrace.api.aggregate.Aggregates.linearTrend;
import static dev.millrace.api.aggregate.Aggregates.linearTrendDouble;
import static dev.millrace.api.aggregate.Aggregates.mapping;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.maxBy;
import static dev.millrace.api.aggregate.Aggregates.maxDouble;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.minBy;
import static dev.millrace.api.aggregate.Aggregates.minDouble;
import static dev.millrace.api.aggregate.Aggregates.optional;
import static dev.millrace.api.aggregate.Aggregates.reduce;
import static dev.millrace.api.aggregate.Aggregates.reduceOrdered;
import static dev.millrace.api.aggregate.Aggregates.sampleStandardDeviation;
import static dev.millrace.api.aggregate.Aggregates.sampleStandardDeviationDouble;
import static dev.millrace.api.aggregate.Aggregates.sampleVariance;
import static dev.millrace.api.aggregate.Aggregates.sampleVarianceDouble;
import static dev.millrace.api.aggregate.Aggregates.standardDeviation;
import static dev.millrace.api.aggregate.Aggregates.standardDeviationDouble;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.aggregate.Aggregates.sumDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.sumWrapping;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static dev.millrace.api.aggregate.Aggregates.variance;
import static dev.millrace.api.aggregate.Aggregates.varianceDouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.aggregate.AllOf;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The whole library keeps the laws. */
class LibraryLawsTest {

    record Trade(String symbol, int quantity, double price) {

        boolean isLarge() {
            return quantity > 2;
        }
    }

    private static Trade trade(RandomGenerator random) {
        return new Trade("" + (char) ('A' + random.nextInt(4)), random.nextInt(9) - 4, price(random));
    }

    private static double price(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? random.nextInt(-1, 2) * 0.0
                : Math.scalb(random.nextDouble(), random.nextInt(9));
    }

    /** Those whose results are the same to the last bit, whatever is split, merged or shuffled. */
    private static Stream<Aggregate<Trade, ?, ?>> exact() {
        AllOf<Trade> built = allOf();
        built.add(count());
        built.add(collect(Trade::symbol));
        return Stream.of(
                count(),
                sum(Trade::quantity),
                sumWrapping(trade -> trade.quantity() * Long.MAX_VALUE),
                average(Trade::quantity),
                min(Trade::quantity),
                max(Trade::quantity),
                summary(Trade::quantity),
                minDouble(Trade::price),
                maxDouble(Trade::price),
                variance(Trade::quantity),
                variance((Trade trade) -> trade.quantity() * (Long.MAX_VALUE / 4)),
                sampleVariance(Trade::quantity),
                standardDeviation(Trade::quantity),
                sampleStandardDeviation(Trade::quantity),
                linearTrend(Trade::quantity, trade -> trade.symbol().charAt(0)),
                histogram(Trade::quantity, -2, 0, 1),
                histogramDouble(Trade::price, 0, 3, 7),
                any(Trade::isLarge),
                all(Trade::isLarge),
                first(Trade::symbol),
                last(Trade::symbol),
                minBy(Trade::quantity),
                maxBy(Trade::quantity),
                minBy(Comparator.comparing(Trade::symbol)),
                maxBy(Comparator.comparing(Trade::symbol)),
                topN(3, Trade::quantity),
                bottomN(3, Trade::quantity),
                topN(2, Comparator.comparing(Trade::symbol)),
                bottomN(20, Comparator.comparing(Trade::symbol)),
                collect(Trade::symbol),
                // Sets are equal in whatever order they are; lists are not.
                collectSet(Trade::symbol).andThen(List::copyOf),
                countDistinct(Trade::quantity),
                reduce(Trade::quantity, Math::max),
                reduceOrdered(Trade::symbol, String::concat),
                optional(first(Trade::symbol)),
                filtering(Trade::isLarge, sum(Trade::quantity)),
                filtering(Trade::isLarge, collect(Trade::symbol)),
                filteringOptional(Trade::isLarge, max(Trade::quantity)),
                mapping(Trade::symbol, reduceOrdered((String symbol) -> symbol, String::concat)),
                mapping(Trade::symbol, last((String symbol) -> symbol)),
                flatMapping(
                        (trade, out) -> {
                            for (int i = 0; i < trade.quantity(); i++) {
                                out.accept(trade.symbol() + i);
                            }
                        },
                        collectSet((String symbol) -> symbol).andThen(List::copyOf)),
                groupingBy(Trade::symbol, sum(Trade::quantity)).andThen(LibraryLawsTest::inOrder),
                groupingBy(Trade::symbol, Comparator.reverseOrder(), topN(2, Trade::quantity))
                        .andThen(LibraryLawsTest::inOrder),
                groupingBy(Trade::isLarge, groupingBy(Trade::symbol, count())),
                groupingBy(Trade::symbol, collect(Trade::quantity)),
                groupingBy(Trade::symbol, count()).andThen(groups -> (long) groups.size()),
                allOf(count(), sum(Trade::quantity), List::of),
                allOf(count(), collect(Trade::symbol), List::of),
                allOf(count(), count(), first(Trade::symbol), List::of),
                allOf(count(), count(), count(), max(Trade::quantity), List::of),
                built.build());
    }

    /** Those whose last bits may differ. */
    private static Stream<Aggregate<Trade, ?, ?>> rounded() {
        return Stream.of(
                sumDouble(Trade::price),
                sumDoubleCompensated(Trade::price),
                averageDouble(Trade::price),
                averageDoubleCompensated(Trade::price),
                summaryDouble(Trade::price),
                varianceDouble(Trade::price),
                sampleVarianceDouble(Trade::price),
                standardDeviationDouble(Trade::price),
                sampleStandardDeviationDouble(Trade::price),
                linearTrendDouble(Trade::quantity, Trade::price));
    }

    private static List<?> inOrder(java.util.Map<?, ?> map) {
        return map.entrySet().stream().map(Object::toString).toList();
    }

    @TestFactory
    Stream<DynamicTest> exactly() {
        return exact().map(aggregate -> DynamicTest.dynamicTest(
                aggregate.describe(),
                () -> AggregateLaws.of(aggregate)
                        .records(LibraryLawsTest::trade)
                        .seed(1)
                        .check()));
    }

    @TestFactory
    Stream<DynamicTest> butForRounding() {
        return rounded()
                .map(aggregate -> DynamicTest.dynamicTest(
                        aggregate.describe(),
                        () -> AggregateLaws.of(aggregate)
                                .records(LibraryLawsTest::trade)
                                .seed(2)
                                .tolerance(1e-12)
                                .check()));
    }

    /** A new factory method must come into one of the lists above. */
    @Test
    void noneIsForgotten() {
        Set<String> methods = Arrays.stream(Aggregates.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        String described =
                Stream.concat(exact(), rounded()).map(Aggregate::describe).collect(Collectors.joining(" "));
        methods.removeIf(method ->
                Pattern.compile("\\b" + method + "\\b").matcher(described).find());
        // These describe themselves by their parts.
        assertThat(methods)
                .containsExactlyInAnyOrder(
                        "allOf",
                        "average",
                        "averageDouble",
                        "filteringOptional",
                        "maxDouble",
                        "minDouble",
                        "sumDouble",
                        "summary",
                        "summaryDouble");
    }
}
