package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.averageDouble;
import static dev.millrace.api.aggregate.Aggregates.averageDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.aggregate.Aggregates.filteringOptional;
import static dev.millrace.api.aggregate.Aggregates.first;
import static dev.millrace.api.aggregate.Aggregates.flatMapping;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
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
import static dev.millrace.api.aggregate.Aggregates.sampleVariance;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;
import static dev.millrace.api.aggregate.Aggregates.variance;
import static dev.millrace.api.aggregate.Aggregates.varianceDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CombinatorsTest {

    record Call(String path, int status, long millis) {

        boolean isError() {
            return status >= 500;
        }
    }

    private static final Arrivals<Call> CALLS = Arrivals.of(
            new Call("/b", 200, 10), new Call("/a", 500, 70), new Call("/b", 200, 30), new Call("/a", 404, 20));

    private static final Arrivals<Call> FINE = Arrivals.of(new Call("/b", 200, 10));

    private static List<Aggregate<Call, ?, ?>> withoutEmptyResult() {
        return List.of(
                min(Call::millis),
                max(Call::millis),
                average(Call::millis),
                summary(Call::millis),
                minDouble(Call::millis),
                maxDouble(Call::millis),
                averageDouble(Call::millis),
                averageDoubleCompensated(Call::millis),
                summaryDouble(Call::millis),
                variance(Call::millis),
                varianceDouble(Call::millis),
                sampleVariance(Call::millis),
                linearTrend(Call::millis, Call::status),
                linearTrendDouble(Call::millis, Call::status),
                first(Call::path),
                minBy(Call::path),
                maxBy(Call::path),
                reduce(Call::path, (a, b) -> a),
                mapping(Call::millis, min(Long::longValue)),
                allOf(count(), min(Call::millis), List::of),
                min(Call::millis).andThen(millis -> millis / 1000));
    }

    @Test
    void aMinimumOfNothingCannotBeAskedFor() {
        for (Aggregate<Call, ?, ?> aggregate : withoutEmptyResult()) {
            assertThatThrownBy(() -> filtering(Call::isError, aggregate))
                    .as(aggregate.describe())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(aggregate.describe())
                    .hasMessageContaining("optional(...)");
            assertThatThrownBy(() -> flatMapping((Call call, java.util.function.Consumer<Call> out) -> {}, aggregate))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void evenWhoReadsAnEmptyAccumulatorSeesNoNeutralElement() {
        for (Aggregate<Call, ?, ?> aggregate : withoutEmptyResult()) {
            assertThatThrownBy(() -> new Arrivals<Call>().into(aggregate))
                    .as(aggregate.describe())
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("without records");
        }
    }

    @Test
    void filteringReadsAsForNoRecordsWhereNonePasses() throws Exception {
        assertThat(CALLS.into(filtering(Call::isError, count()))).isEqualTo(1);
        assertThat(FINE.into(filtering(Call::isError, count()))).isZero();
        assertThat(FINE.into(filtering(Call::isError, sum(Call::millis)))).isZero();
        double sum = FINE.into(filtering(Call::isError, sumDouble(Call::millis)));
        assertThat(Double.doubleToRawLongBits(sum)).isZero();
        assertThat(FINE.into(filtering(Call::isError, collect(Call::path)))).isEmpty();
    }

    @Test
    void filteringOptionalIsEmptyWhereNonePasses() throws Exception {
        assertThat(CALLS.into(filteringOptional(Call::isError, min(Call::millis))))
                .hasValue(70L);
        assertThat(FINE.into(filteringOptional(Call::isError, min(Call::millis))))
                .isEmpty();
        assertThat(FINE.into(optional(min(Call::millis)))).hasValue(10L);
        Aggregate<Call, ?, Optional<String>> firstError = filteringOptional(Call::isError, first(Call::path));
        assertThat(CALLS.shuffledInto(firstError, 1)).hasValue("/a");
    }

    @Test
    void mappingAndFlatMappingForwardThePlace() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            assertThat(CALLS.shuffledInto(mapping(Call::path, first((String path) -> path)), seed))
                    .isEqualTo("/b");
            Aggregate<Call, ?, Optional<String>> lastTwice = flatMapping(
                    (Call call, java.util.function.Consumer<String> out) -> {
                        out.accept(call.path() + 1);
                        out.accept(call.path() + 2);
                    },
                    optional(Aggregates.<String, String>last(path -> path)));
            assertThat(CALLS.shuffledInto(lastTwice, seed)).hasValue("/a2");
        }
    }

    @Test
    void groupsAreSortedHoweverRecordsArrive() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            Map<String, Long> slowest = CALLS.shuffledInto(groupingBy(Call::path, max(Call::millis)), seed);
            assertThat(slowest).containsExactly(Map.entry("/a", 70L), Map.entry("/b", 30L));
            Map<String, Long> backwards =
                    CALLS.shuffledInto(groupingBy(Call::path, Comparator.reverseOrder(), count()), seed);
            assertThat(backwards).containsExactly(Map.entry("/b", 2L), Map.entry("/a", 2L));
        }
        assertThatThrownBy(() -> CALLS.into(groupingBy(Call::path, count())).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aGroupThatIsSubtractedIsGone() throws Exception {
        Aggregate<Call, Map<String, Counted<long[]>>, Map<String, Long>> grouping =
                new Grouping<>(Call::path, Comparator.naturalOrder(), sum(Call::millis));
        var a = grouping.add(grouping.create(), new Call("/a", 200, 0));
        var b = grouping.add(grouping.create(), new Call("/b", 200, 5));
        assertThat(grouping.result(grouping.subtract(grouping.merge(a, b), b))).containsExactly(Map.entry("/a", 0L));
    }

    @Test
    void combinatorsTakeOverWhatTheInnerAggregateIs() {
        for (Aggregate<Call, ?, ?> inner :
                List.<Aggregate<Call, ?, ?>>of(count(), collect(Call::path), Aggregates.collectSet(Call::path))) {
            for (Aggregate<Call, ?, ?> outer : List.<Aggregate<Call, ?, ?>>of(
                    filtering(Call::isError, inner),
                    mapping((Call call) -> call, inner),
                    flatMapping((Call call, java.util.function.Consumer<Call> out) -> out.accept(call), inner),
                    optional(inner),
                    groupingBy(Call::path, inner))) {
                assertThat(outer.isOrdered()).as(outer.describe()).isEqualTo(inner.isOrdered());
                assertThat(outer.isInvertible()).as(outer.describe()).isEqualTo(inner.isInvertible());
                assertThat(outer.hasEmptyResult()).isTrue();
                assertThat(outer.describe()).contains(inner.describe());
            }
        }
    }

    @Test
    void combinationsAreDescribedAsTheyAreWritten() {
        assertThat(filteringOptional(Call::isError, min(Call::millis)).describe())
                .isEqualTo("filtering(Call::isError, optional(count, min(Call::millis)))");
        assertThat(groupingBy(Call::path, collect(Call::millis)).describe())
                .isEqualTo("groupingBy(Call::path, collect(Call::millis))");
    }
}
