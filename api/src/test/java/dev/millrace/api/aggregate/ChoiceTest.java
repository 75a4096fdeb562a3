package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.bottomN;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.collectSet;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.first;
import static dev.millrace.api.aggregate.Aggregates.last;
import static dev.millrace.api.aggregate.Aggregates.maxBy;
import static dev.millrace.api.aggregate.Aggregates.minBy;
import static dev.millrace.api.aggregate.Aggregates.reduce;
import static dev.millrace.api.aggregate.Aggregates.reduceOrdered;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    record Bid(String bidder, int price) {}

    private record Placed(Bid bid, long timestamp, int sequence) {}

    @Test
    void allChoicesAreThoseOfASortByEventTime() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Arrivals<Bid> arrivals = new Arrivals<>();
            List<Placed> placed = new ArrayList<>();
            int count = 1 + random.nextInt(30);
            for (int i = 0; i < count; i++) {
                Bid bid = new Bid("b" + random.nextInt(8), random.nextInt(6));
                long timestamp = random.nextInt(10) - 5;
                arrivals.at(timestamp, bid);
                placed.add(new Placed(bid, timestamp, i));
            }
            placed.sort(Comparator.comparingLong(Placed::timestamp).thenComparingInt(Placed::sequence));
            // Sorting is stable, so equal prices stay in the order of event time.
            List<Bid> inTime = placed.stream().map(Placed::bid).toList();
            List<Bid> ascending =
                    inTime.stream().sorted(Comparator.comparing(Bid::price)).toList();
            List<Bid> descending = inTime.stream()
                    .sorted(Comparator.comparing(Bid::price).reversed())
                    .toList();
            int limit = 1 + random.nextInt(5);
            List<Bid> lowest = ascending.stream().limit(limit).toList();
            List<Bid> highest = descending.stream().limit(limit).toList();
            Comparator<Bid> byPrice = Comparator.comparing(Bid::price);

            assertThat(arrivals.shuffledInto(first((Bid bid) -> bid), seed)).isSameAs(inTime.get(0));
            assertThat(arrivals.shuffledInto(last((Bid bid) -> bid), seed)).isSameAs(inTime.get(count - 1));
            assertThat(arrivals.shuffledInto(minBy(Bid::price), seed)).isSameAs(ascending.get(0));
            assertThat(arrivals.shuffledInto(minBy(byPrice), seed)).isSameAs(ascending.get(0));
            assertThat(arrivals.shuffledInto(maxBy(Bid::price), seed)).isSameAs(descending.get(0));
            assertThat(arrivals.shuffledInto(maxBy(byPrice), seed)).isSameAs(descending.get(0));
            assertThat(arrivals.shuffledInto(bottomN(limit, Bid::price), seed)).isEqualTo(lowest);
            assertThat(arrivals.shuffledInto(bottomN(limit, byPrice), seed)).isEqualTo(lowest);
            assertThat(arrivals.shuffledInto(topN(limit, Bid::price), seed)).isEqualTo(highest);
            assertThat(arrivals.shuffledInto(topN(limit, byPrice), seed)).isEqualTo(highest);
            assertThat(arrivals.shuffledInto(collectSet(Bid::bidder), seed))
                    .containsExactlyElementsOf(
                            inTime.stream().map(Bid::bidder).distinct().toList());
            assertThat(arrivals.shuffledInto(countDistinct(Bid::bidder), seed))
                    .isEqualTo(inTime.stream().map(Bid::bidder).distinct().count());
        }
    }

    @Test
    void withoutAPlaceTheOrderOfArrivalDecides() throws Exception {
        for (Aggregate<String, ?, String> aggregate : List.of(
                Aggregates.<String, String>first(s -> s),
                Aggregates.<String, Integer>minBy(String::length),
                Aggregates.<String, Integer>maxBy(String::length))) {
            assertThat(inOrder(aggregate)).isEqualTo("a");
        }
        assertThat(inOrder(Aggregates.<String, String>last(s -> s))).isEqualTo("c");
        assertThat(inOrder(Aggregates.<String, Integer>topN(2, String::length))).containsExactly("a", "b");
        assertThat(inOrder(Aggregates.<String, String>collectSet(s -> s))).containsExactly("a", "b", "c");
    }

    private static <A, R> R inOrder(Aggregate<String, A, R> aggregate) throws Exception {
        A accumulator = aggregate.create();
        for (String value : List.of("a", "b", "c")) {
            accumulator = aggregate.add(accumulator, value);
        }
        return aggregate.result(accumulator);
    }

    @Test
    void whatOneRecordBecameKeepsItsOrder() throws Exception {
        Aggregate<String, ?, Set<String>> letters = Aggregates.flatMapping(
                (word, out) -> word.chars().forEach(c -> out.accept(Character.toString(c))),
                Aggregates.<String, String>collectSet(s -> s));
        Arrivals<String> arrivals =
                new Arrivals<String>().at(5, "xb").at(3, "ab").at(9, "b");
        for (int seed = 0; seed < 20; seed++) {
            assertThat(arrivals.shuffledInto(letters, seed)).containsExactly("a", "b", "x");
        }
    }

    @Test
    void nanIsTheGreatestAndZeroesHaveASignWhereObjectsAreCompared() throws Exception {
        Arrivals<Double> arrivals = Arrivals.of(1.0, Double.NaN, 0.0, -0.0);
        assertThat(arrivals.into(minBy((Double d) -> d))).isEqualTo(-0.0);
        assertThat(arrivals.into(maxBy((Double d) -> d))).isNaN();
        assertThat(arrivals.into(bottomN(3, (Double d) -> d))).containsExactly(-0.0, 0.0, 1.0);
        assertThat(arrivals.into(topN(2, (Double d) -> d))).containsExactly(Double.NaN, 1.0);
        assertThat(arrivals.into(countDistinct((Double d) -> d))).isEqualTo(4);
    }

    @Test
    void resultsCannotBeChanged() throws Exception {
        Arrivals<String> arrivals = Arrivals.of("a");
        assertThatThrownBy(() -> arrivals.into(topN(1, String::length)).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> arrivals.into(collectSet(String::length)).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> arrivals.into(collect(String::length)).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void limitsOfRankingsAreChecked() {
        assertThatThrownBy(() -> topN(0, String::length)).hasMessageContaining("between 1 and 10000 records, got 0");
        assertThatThrownBy(() -> bottomN(10_001, String::length)).hasMessageContaining("bottomN keeps");
    }

    @Test
    void reducingTakesAnyOrderOrThatOfTime() throws Exception {
        Arrivals<Integer> arrivals = Arrivals.of(12, 18, 30);
        assertThat(arrivals.shuffledInto(reduce((Integer i) -> i, ChoiceTest::greatestCommonDivisor), 3))
                .isEqualTo(6);
        Aggregate<Integer, ?, String> joined = reduceOrdered(i -> "" + i, (left, right) -> left + "," + right);
        assertThat(arrivals.into(joined)).isEqualTo("12,18,30");
        assertThat(joined.isOrdered()).isTrue();
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    @Test
    void aNullNamesTheAggregateAndTheWayOut() {
        List<Aggregate<String, ?, ?>> aggregates = List.of(
                first(ChoiceTest::nothing),
                last(ChoiceTest::nothing),
                minBy(ChoiceTest::nothing),
                maxBy(ChoiceTest::nothing),
                topN(1, ChoiceTest::nothing),
                bottomN(1, ChoiceTest::nothing),
                collect(ChoiceTest::nothing),
                collectSet(ChoiceTest::nothing),
                countDistinct(ChoiceTest::nothing),
                reduce(ChoiceTest::nothing, (a, b) -> a),
                reduceOrdered(ChoiceTest::nothing, (a, b) -> a),
                Aggregates.mapping(ChoiceTest::nothing, Aggregates.count()),
                Aggregates.groupingBy(ChoiceTest::nothing, Aggregates.count()),
                Aggregates.<String>count().andThen(ChoiceTest::nothing),
                Aggregates.<String, String>first(s -> s).andThen(ChoiceTest::nothing));
        for (Aggregate<String, ?, ?> aggregate : aggregates) {
            assertThatThrownBy(() -> Arrivals.of("a").into(aggregate))
                    .as(aggregate.describe())
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("(ChoiceTest::nothing) got null")
                    .hasMessageContaining("filtering(...)");
        }
    }

    private static String nothing(Object any) {
        return null;
    }
}
