package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AllOfTest {

    private static final Arrivals<String> WORDS = Arrivals.of("one", "three", "five");

    private static List<Object> words(Aggregate<String, ?, List<Object>> aggregate) throws Exception {
        return WORDS.into(aggregate);
    }

    @Test
    void twoToEightPartsArriveInTheirOrder() throws Exception {
        CellAggregate<String, Long> c = sum(String::length);
        assertThat(words(allOf(c, min(String::length), List::of))).isEqualTo(List.of(12L, 3L));
        assertThat(words(allOf(c, min(String::length), max(String::length), List::of)))
                .isEqualTo(List.of(12L, 3L, 5L));
        assertThat(words(allOf(c, c, c, count(), List::of))).isEqualTo(List.of(12L, 12L, 12L, 3L));
        assertThat(words(allOf(c, c, c, c, count(), List::of))).isEqualTo(List.of(12L, 12L, 12L, 12L, 3L));
        assertThat(words(allOf(c, c, c, c, min(String::length), count(), List::of)))
                .isEqualTo(List.of(12L, 12L, 12L, 12L, 3L, 3L));
        assertThat(words(allOf(c, c, c, c, min(String::length), max(String::length), count(), List::of)))
                .isEqualTo(List.of(12L, 12L, 12L, 12L, 3L, 5L, 3L));
        assertThat(words(allOf(c, c, c, c, c, min(String::length), max(String::length), count(), List::of)))
                .isEqualTo(List.of(12L, 12L, 12L, 12L, 12L, 3L, 5L, 3L));
    }

    @Test
    void aBuiltOneFindsResultsByPart() throws Exception {
        AllOf<String> all = allOf();
        AllOf.Part<Long> count = all.add(count());
        AllOf.Part<Double> length = all.add(average(String::length));
        AllOf.Part<List<String>> words = all.add(collect(word -> word));
        CompositeAggregate<String, AllOf.Results> built = all.build();

        AllOf.Results results = WORDS.into(built);
        assertThat(results.get(count)).isEqualTo(3);
        assertThat(results.get(length)).isEqualTo(4.0);
        assertThat(results.get(words)).isEqualTo(List.of("one", "three", "five"));
        assertThat(results).isEqualTo(WORDS.into(built)).hasToString("[3, 4.0, [one, three, five]]");
        assertThat(built.parts()).hasSize(3);
        assertThat(built.isOrdered()).isTrue();
    }

    @Test
    void aPartOfAnotherBuilderIsRefused() throws Exception {
        AllOf<String> all = allOf();
        all.add(count());
        AllOf.Results results = WORDS.into(all.build());
        AllOf<String> other = allOf();
        AllOf.Part<Long> foreign = other.add(sum(String::length));
        assertThatThrownBy(() -> results.get(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the part sum(String::length) belongs to another allOf()");
    }

    @Test
    void aBuilderIsUsedOnceAndNotEmpty() {
        AllOf<String> all = allOf();
        assertThatThrownBy(all::build).hasMessageContaining("at least one part");
        for (int i = 0; i < AllOf.PARTS_MAX; i++) {
            all.add(count());
        }
        assertThatThrownBy(() -> all.add(count())).hasMessageContaining("at most 256 parts");
        all.build();
        assertThatThrownBy(() -> all.add(count())).hasMessageContaining("was built");
        assertThatThrownBy(all::build).hasMessageContaining("was built");
    }
}
