package dev.millrace.api.aggregate;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.averageDouble;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.maxDouble;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.minDouble;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    record Trade(long shares, double price) {}

    private static final List<Trade> TRADES = List.of(new Trade(10, 2.5), new Trade(-4, 4.0), new Trade(3, -1.0));

    /** Adds all; and, as merging must not matter, also each half by itself before merging. */
    private static <A, R> R of(Aggregate<Trade, A, R> aggregate, List<Trade> trades) throws Exception {
        A whole = aggregate.create();
        A left = aggregate.create();
        A right = aggregate.create();
        for (int i = 0; i < trades.size(); i++) {
            whole = aggregate.add(whole, trades.get(i));
            if (i < trades.size() / 2) {
                left = aggregate.add(left, trades.get(i));
            } else {
                right = aggregate.add(right, trades.get(i));
            }
        }
        R result = aggregate.result(whole);
        assertThat(aggregate.result(aggregate.merge(left, right))).isEqualTo(result);
        return result;
    }

    @Test
    void numbersOfLongs() throws Exception {
        assertThat(of(count(), TRADES)).isEqualTo(3);
        assertThat(of(sum(Trade::shares), TRADES)).isEqualTo(9);
        assertThat(of(average(Trade::shares), TRADES)).isEqualTo(3.0);
        assertThat(of(min(Trade::shares), TRADES)).isEqualTo(-4);
        assertThat(of(max(Trade::shares), TRADES)).isEqualTo(10);
        assertThat(of(summary(Trade::shares), TRADES)).isEqualTo(new LongSummary(3, 9, -4, 10));
        assertThat(of(summary(Trade::shares), TRADES).average()).isEqualTo(3.0);
    }

    @Test
    void numbersOfDoubles() throws Exception {
        assertThat(of(sumDouble(Trade::price), TRADES)).isEqualTo(5.5);
        assertThat(of(averageDouble(Trade::price), TRADES)).isEqualTo(5.5 / 3);
        assertThat(of(minDouble(Trade::price), TRADES)).isEqualTo(-1.0);
        assertThat(of(maxDouble(Trade::price), TRADES)).isEqualTo(4.0);
    }

    @Test
    void nanWinsAndZeroesHaveASign() throws Exception {
        List<Trade> withNan = List.of(new Trade(1, 1.0), new Trade(1, Double.NaN), new Trade(1, 2.0));
        assertThat(of(minDouble(Trade::price), withNan)).isNaN();
        assertThat(of(maxDouble(Trade::price), withNan)).isNaN();
        List<Trade> zeroes = List.of(new Trade(1, 0.0), new Trade(1, -0.0));
        assertThat(of(minDouble(Trade::price), zeroes)).isEqualTo(-0.0);
        assertThat(of(maxDouble(Trade::price), zeroes)).isEqualTo(0.0);
        assertThat(of(sumDouble(Trade::price), List.of(new Trade(1, -0.0)))).isEqualTo(-0.0);
    }

    @Test
    void severalInOne() throws Exception {
        record Both(long count, double price, List<Long> shares) {}
        assertThat(of(allOf(count(), maxDouble(Trade::price), collect(Trade::shares), Both::new), TRADES))
                .isEqualTo(new Both(3, 4.0, List.of(10L, -4L, 3L)));
    }

    @Test
    void aSumThatOverflowsIsAnError() {
        assertThatThrownBy(() -> of(sum(Trade::shares), List.of(new Trade(Long.MAX_VALUE, 0), new Trade(1, 0))))
                .isInstanceOf(ArithmeticException.class);
    }
}
