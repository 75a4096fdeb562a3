package dev.millrace.examples.guide;

import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.Console;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Stream;
import java.time.Duration;
import java.time.Instant;

/** The code of the page about patterns. */
final class PatternSnippets {

    private PatternSnippets() {}

    // snippet: login
    record Login(String user, String ip, boolean ok, Instant time) {}
    // end

    // snippet: order
    record Order(long id, String state, Instant time) {}
    // end

    // snippet: quote
    record Quote(String symbol, double price, Instant time) {}
    // end

    static Pattern<Login> attack() {
        // snippet: attack
        Pattern<Login> attack = Pattern.<Login>begin("failures", login -> !login.ok())
                .times(3)
                .followedBy(
                        "success",
                        (login, soFar) -> login.ok()
                                && login.ip().equals(soFar.last("failures").ip()))
                .within(Duration.ofMinutes(10));
        // end
        return attack;
    }

    static PatternMatches<Login, String> attacks(Stream<Login> logins) {
        Pattern<Login> attack = attack();
        // snippet: match
        PatternMatches<Login, String> attacks = logins.keyBy(Login::user).match("attacks", attack);

        attacks.map(match -> match.key() + " from " + match.last("success").ip() + " after "
                        + match.get("failures").size() + " failures")
                .write("alerts", Console.lines());
        // end
        return attacks;
    }

    static Pattern<Order> unpaid() {
        // snippet: unpaid
        Pattern<Order> unpaid = Pattern.<Order>begin(
                        "ordered", order -> order.state().equals("ORDERED"))
                .notFollowedBy("paid", order -> order.state().equals("PAID"))
                .within(Duration.ofDays(7));
        // end
        return unpaid;
    }

    static Pattern<Order> fulfilled() {
        // snippet: fulfilled
        Pattern<Order> fulfilled = Pattern.<Order>begin(
                        "ordered", order -> order.state().equals("ORDERED"))
                .notFollowedBy("cancelled", order -> order.state().equals("CANCELLED"))
                .followedBy("shipped", order -> order.state().equals("SHIPPED"))
                .within(Duration.ofDays(30));
        // end
        return fulfilled;
    }

    static void stuck(Stream<Order> orders) {
        Pattern<Order> fulfilled = fulfilled();
        // snippet: stuck
        PatternMatches<Order, Long> done = orders.keyBy(Order::id).match("fulfilled", fulfilled);

        Stream<PatternMatch<Long, Order>> stuck = done.timedOut(); // ordered, neither cancelled nor shipped
        // end
        done.write("done", Console.lines());
        stuck.write("stuck", Console.lines());
    }

    static Pattern<Quote> valley() {
        // snippet: valley
        Pattern<Quote> valley = Pattern.<Quote>begin("start", quote -> true)
                .next(
                        "down",
                        (quote, soFar) -> soFar.get("down").isEmpty()
                                ? quote.price() < soFar.last("start").price()
                                : quote.price() < soFar.last("down").price())
                .oneOrMore()
                .consecutive()
                .next(
                        "up",
                        (quote, soFar) -> soFar.get("up").isEmpty()
                                ? quote.price() > soFar.last("down").price()
                                : quote.price() > soFar.last("up").price())
                .oneOrMore()
                .consecutive()
                .within(Duration.ofHours(1))
                .skipToLast("up");
        // end
        return valley;
    }

    static void perHour(PatternMatches<Login, String> attacks) {
        // snippet: hourly
        attacks.keyBy(PatternMatch::key)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("attacks-per-hour", Aggregates.count())
                .write("per-hour", Console.table());
        // end
    }
}
