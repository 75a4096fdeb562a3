package dev.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.examples.guide.PatternSnippets.Login;
import dev.millrace.examples.guide.PatternSnippets.Order;
import dev.millrace.examples.guide.PatternSnippets.Quote;
import dev.millrace.testkit.TestRun;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The patterns that the guide writes do what it says. */
class PatternSnippetsTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final int DAY_MINUTES = 24 * 60;

    private record Outcome<T>(List<PatternMatch<Object, T>> matches, List<PatternMatch<Object, T>> timedOut) {}

    private static <T> Outcome<T> run(
            List<T> records, ThrowingFunction<T, Instant> time, ThrowingFunction<T, Object> key, Pattern<T> pattern) {
        CollectingSink<PatternMatch<Object, T>> found = new CollectingSink<>();
        CollectingSink<PatternMatch<Object, T>> timedOut = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("patterns");
        PatternMatches<T, Object> matches = pipeline.read(
                        "records", ListSource.of(records).eventTime(time))
                .keyBy(key)
                .match("found", pattern);
        matches.write("matches", found);
        matches.timedOut().write("timed-out", timedOut);
        TestRun.of(pipeline).workers(2).seed(7).start().runToEnd();
        return new Outcome<>(found.records(), timedOut.records());
    }

    private static Instant minute(int minute) {
        return START.plusSeconds(60L * minute);
    }

    @Test
    void threeFailuresAndASuccessFromOneAddressAreAnAttack() {
        List<Login> logins = List.of(
                new Login("ann", "a", false, minute(0)),
                new Login("bob", "b", false, minute(0)),
                new Login("ann", "b", false, minute(1)),
                new Login("ann", "b", false, minute(2)),
                new Login("bob", "b", false, minute(3)),
                new Login("ann", "a", true, minute(4)),
                new Login("ann", "b", true, minute(9)),
                new Login("bob", "b", true, minute(9)));
        Outcome<Login> outcome = run(logins, Login::time, Login::user, PatternSnippets.attack());
        assertThat(outcome.matches()).singleElement().satisfies(match -> {
            assertThat(match.key()).isEqualTo("ann");
            assertThat(match.get("failures")).hasSize(3);
            assertThat(match.last("success").time()).isEqualTo(minute(9));
        });
    }

    @Test
    void anOrderThatIsNotPaidForSevenDaysIsFound() {
        List<Order> orders = List.of(
                new Order(1, "ORDERED", minute(0)),
                new Order(2, "ORDERED", minute(1)),
                new Order(2, "PAID", minute(6 * DAY_MINUTES)),
                new Order(1, "PAID", minute(7 * DAY_MINUTES)));
        Outcome<Order> outcome = run(orders, Order::time, Order::id, PatternSnippets.unpaid());
        assertThat(outcome.matches()).extracting(PatternMatch::key).containsExactly(1L);
        assertThat(outcome.timedOut()).isEmpty();
    }

    @Test
    void whatIsNeitherShippedNorCancelledRunsOutOfTime() {
        List<Order> orders = List.of(
                new Order(1, "ORDERED", minute(0)),
                new Order(2, "ORDERED", minute(1)),
                new Order(3, "ORDERED", minute(2)),
                new Order(1, "SHIPPED", minute(3)),
                new Order(2, "CANCELLED", minute(4)),
                new Order(3, "PAID", minute(5)));
        Outcome<Order> outcome = run(orders, Order::time, Order::id, PatternSnippets.fulfilled());
        assertThat(outcome.matches()).extracting(PatternMatch::key).containsExactly(1L);
        assertThat(outcome.timedOut()).extracting(PatternMatch::key).containsExactly(3L);
    }

    @Test
    void pricesFallAndRise() {
        double[] prices = {12, 11, 9, 10, 14, 8, 13, 13};
        List<Quote> quotes = new java.util.ArrayList<>();
        for (double price : prices) {
            quotes.add(new Quote("MLR", price, minute(quotes.size())));
        }
        Outcome<Quote> outcome = run(quotes, Quote::time, Quote::symbol, PatternSnippets.valley());
        assertThat(outcome.matches())
                .extracting(match -> match.records().stream().map(Quote::price).toList())
                .containsExactly(List.of(12.0, 11.0, 9.0, 10.0, 14.0), List.of(14.0, 8.0, 13.0));
    }
}
