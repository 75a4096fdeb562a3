package dev.millrace.engine.aggregate;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingToLong;
import org.junit.jupiter.api.Test;

class CountingTest {

    private static final ThrowingToLong<String> LENGTH = String::length;
    private static final ThrowingToLong<String> PARSED = Long::parseLong;

    private static Class<?> codeOf(Aggregate<String, ?, ?> aggregate) {
        return Counting.of(new AggregateLayout(aggregate, false)).getClass();
    }

    @Test
    void itsCodeIsThatOfTheFunctionWhoseNumbersItFolds() {
        assertThat(codeOf(sum(LENGTH)))
                .isSameAs(codeOf(sum(LENGTH)))
                .isSameAs(codeOf(max(LENGTH)))
                .isNotSameAs(codeOf(sum(PARSED)))
                .isNotSameAs(codeOf(count()));
        assertThat(codeOf(sum(LENGTH)).isHidden()).isTrue();
        assertThat(codeOf(count()).isHidden()).isTrue();
    }
}
