package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.collectSet;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.aggregate.Aggregates.first;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.histogram;
import static dev.millrace.api.aggregate.Aggregates.last;
import static dev.millrace.api.aggregate.Aggregates.linearTrend;
import static dev.millrace.api.aggregate.Aggregates.mapping;
import static dev.millrace.api.aggregate.Aggregates.maxBy;
import static dev.millrace.api.aggregate.Aggregates.optional;
import static dev.millrace.api.aggregate.Aggregates.reduce;
import static dev.millrace.api.aggregate.Aggregates.reduceOrdered;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static dev.millrace.api.aggregate.Aggregates.variance;
import static dev.millrace.api.window.Windows.calendar;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.join.Tag;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.table.Change;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.SlidingWindow;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Item;
import dev.millrace.runner.flink.Feed.Scenario;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What every runner does alike: the features of the API, one or a few in each scenario. */
final class Scenarios {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Tag<Bid> BIDS = Tag.named("bids");
    private static final Tag<Item> ITEMS = Tag.named("items");

    private final Map<String, Scenario> all = new LinkedHashMap<>();

    private Scenarios() {
        stateless();
        windows();
        aggregates();
        lateness();
        joins();
        tables();
        functions();
        failures();
        AggregateScenarios.addTo(all);
        TimeScenarios.addTo(all);
        JoinScenarios.addTo(all);
        SequenceScenarios.addTo(all);
        StateScenarios.addTo(all);
    }

    static Map<String, Scenario> all() {
        return new Scenarios().all;
    }

    private void stateless() {
        all.put("pass-through", feed -> feed.write("out", feed.bids()));
        all.put(
                "map, filter, flat map, peek",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .filter(bid -> bid.price() % 3 != 0)
                                .map(bid -> bid.user() + bid.price())
                                .peek(text -> {})
                                .<String>flatMap((text, out) -> {
                                    out.accept(text);
                                    if (text.endsWith("1")) {
                                        out.accept(text + "!");
                                    }
                                })));
        all.put("two readers of one stream", feed -> {
            Stream<Bid> bids = feed.bids();
            feed.write("dear", bids.filter(bid -> bid.price() > 500));
            feed.write("cheap", bids.filter(bid -> bid.price() <= 500).map(Bid::user));
        });
        all.put("union", feed -> {
            Stream<String> names = feed.items().map(Item::name);
            feed.write("out", feed.bids().map(Bid::user).union(names));
        });
        all.put("union of keyed branches", feed -> {
            Stream<Bid> bids = feed.bids();
            Stream<Bid> both = bids.filter(bid -> bid.item() > 5).union(bids.filter(bid -> bid.item() < 3));
            feed.write(
                    "out", both.keyBy(Bid::item).window(tumbling(TEN_SECONDS)).aggregate("sums", sum(Bid::price)));
        });
        all.put(
                "one after the other",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .keyBy(Bid::user)
                                .window(tumbling(Duration.ofSeconds(2)))
                                .aggregate("small", sum(Bid::price))
                                .keyBy(result -> result.value() % 4)
                                .window(tumbling(TEN_SECONDS))
                                .aggregate("large", count())));
    }

    private void windows() {
        window("tumbling", tumbling(TEN_SECONDS));
        window("tumbling, milliseconds", tumbling(Duration.ofMillis(700)));
        window("sliding", sliding(TEN_SECONDS, Duration.ofSeconds(2)));
        window("sliding, uneven", sliding(Duration.ofSeconds(7), Duration.ofSeconds(3)));
        window("sliding, many", sliding(Duration.ofSeconds(60), Duration.ofSeconds(1)));
        window("sessions", session(Duration.ofMillis(800)));
        window("sessions by record", session((Bid bid) -> Duration.ofMillis(200 + bid.price() % 900)));
        window("calendar", calendar(Period.ofDays(1), ZoneOffset.UTC));
        window("global", global());
        window("counts", Windows.count(7));
        window("trailing", trailing(Duration.ofSeconds(4)));
        all.put("several kinds at once", feed -> {
            TumblingWindow small = tumbling(Duration.ofSeconds(2));
            SlidingWindow large = sliding(TEN_SECONDS, Duration.ofSeconds(5));
            SeveralResults<Bid, String, Long> results =
                    feed.bids().keyBy(Bid::user).windows(small, large).aggregate("several", sum(Bid::price));
            feed.write("small", results.of(small));
            feed.write("large", results.of(large));
        });
    }

    private void window(String name, WindowSpec<? super Bid> spec) {
        // The order of aligned windows is seen by the aggregates below.
        all.put(
                "windows by text: " + name,
                feed -> feed.writeSessions(
                        "out", feed.bids().keyBy(Bid::user).window(spec).aggregate("sums", sum(Bid::price))));
        all.put(
                "windows by number: " + name,
                feed -> feed.writeSessions(
                        "out", feed.bids().keyBy(Bid::item).window(spec).aggregate("lists", collect(Bid::price))));
        all.put(
                "windows of all: " + name,
                feed -> feed.writeSessions("out", feed.bids().window(spec).aggregate("counts", count())));
    }

    private void aggregates() {
        aggregate("average", average(Bid::price));
        aggregate("summary", summary(Bid::price));
        aggregate("variance", variance(Bid::price));
        aggregate("compensated", sumDoubleCompensated(bid -> bid.price() / 7.0));
        aggregate("histogram", histogram(Bid::price, 100, 300, 900));
        aggregate("trend", linearTrend(Bid::item, Bid::price));
        aggregate("first and last", allOf(first(Bid::price), last(Bid::price), (first, last) -> first + "/" + last));
        aggregate("greatest", maxBy(Bid::price));
        aggregate("top", topN(3, Bid::price));
        aggregate("set", countDistinct(Bid::item));
        aggregate("sets", mapping(Bid::item, collectSet(item -> item % 4)));
        aggregate("groups", groupingBy(Bid::item, sum(Bid::price)));
        aggregate("some", filtering(bid -> bid.price() > 100, count()));
        aggregate("perhaps", optional(reduce(Bid::price, Math::max)));
        aggregate("in order", reduceOrdered(Bid::user, (left, right) -> left + right.charAt(5)));
    }

    private void aggregate(String name, Aggregate<? super Bid, ?, ?> aggregate) {
        all.put(
                "aggregate: " + name,
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .keyBy(Bid::item)
                                .window(tumbling(TEN_SECONDS))
                                .aggregate("results", aggregate)));
    }

    private void lateness() {
        all.put("late records of windows", feed -> {
            WindowedResults<Bid, String, Long> results = feed.disorderly()
                    .keyBy(Bid::user)
                    .window(tumbling(Duration.ofSeconds(2)))
                    .aggregate("sums", sum(Bid::price));
            feed.write("out", results);
            feed.write("late", results.late());
        });
        all.put(
                "late records are dropped",
                feed -> feed.writeSessions(
                        "out",
                        feed.disorderly()
                                .keyBy(Bid::user)
                                .window(tumbling(Duration.ofSeconds(1)))
                                .onLate(LatePolicy.DROP)
                                .aggregate("sums", sum(Bid::price))));
        all.put("late records of a pattern", feed -> {
            PatternMatches<Bid, String> matches = feed.disorderly()
                    .keyBy(Bid::user)
                    .match(
                            "rises",
                            Pattern.<Bid>begin("low", bid -> bid.price() < 300)
                                    .followedBy("high", bid -> bid.price() > 700)
                                    .within(Duration.ofSeconds(5)));
            feed.write("out", matches);
            feed.write("late", matches.late());
        });
    }

    private void joins() {
        all.put(
                "join in tumbling windows",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .within(tumbling(TEN_SECONDS))
                                .inner((bid, item) -> bid.user() + " " + item.name())));
        all.put(
                "outer join in sliding windows",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .within(sliding(Duration.ofSeconds(4), Duration.ofSeconds(2)))
                                .fullOuter((window, bid, item) -> window.start() + " " + bid + " " + item)));
        all.put(
                "outer join in sessions",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .within(session(Duration.ofMillis(400)))
                                .leftOuter((bid, item) -> bid + " " + item)));
        all.put(
                "join near in time",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .between(Duration.ofSeconds(3), Duration.ofSeconds(1))
                                .fullOuter((bid, item) -> bid + " " + item)));
        all.put(
                "join with retention",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .retain(Duration.ofSeconds(2))
                                .inner((bid, item) -> bid + " " + item)));
        all.put(
                "join without bound",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .join("joined", feed.items())
                                .on(Bid::item, Item::id)
                                .unbounded()
                                .inner((bid, item) -> bid + " " + item)));
        all.put("join with itself", feed -> {
            Stream<Bid> bids = feed.bids();
            feed.write(
                    "out",
                    bids.join("joined", bids)
                            .on(Bid::user, Bid::user)
                            .between(Duration.ofSeconds(1), Duration.ZERO)
                            .inner((bid, earlier) -> bid.price() + " " + earlier.price()));
        });
        all.put("late records of a join", feed -> {
            JoinedStream<Bid, Item, String> joined = feed.disorderly()
                    .join("joined", feed.items())
                    .on(Bid::item, Item::id)
                    .within(tumbling(Duration.ofHours(1)))
                    .inner((bid, item) -> bid.user() + " " + item.name());
            feed.write("out", joined);
            feed.write("left", joined.lateLeft());
            feed.write("right", joined.lateRight());
        });
        all.put(
                "co-group",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .coGroup("groups", BIDS, Bid::item)
                                .and(ITEMS, feed.items(), Item::id)
                                .within(tumbling(TEN_SECONDS))
                                .apply((key, window, group) -> key + " " + window.end() + " "
                                        + group.of(BIDS).size() + " "
                                        + group.of(ITEMS).size())));
        all.put(
                "as of",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .asOf("as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                                .leftOuter((bid, item) -> bid + " " + item)));
        all.put(
                "as of, not too old",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .asOf("as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                                .within(Duration.ofSeconds(3))
                                .inner((bid, item) -> bid + " " + item)));
        all.put(
                "as of, to all",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .broadcastJoin(
                                        "as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                                .atEventTime()
                                .inner((bid, item) -> bid + " " + item)));
        all.put(
                "lookup",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .lookup(
                                        "lookup",
                                        Bid::item,
                                        Lookup.<Long, String>async(
                                                id -> CompletableFuture.supplyAsync(() -> "item " + id)))
                                .inner((bid, found) -> bid + " " + found)));
    }

    private void tables() {
        all.put(
                "running aggregate",
                feed -> feed.writeEnd("sums", feed.bids().keyBy(Bid::user).aggregate("sums", sum(Bid::price))));
        all.put(
                "running aggregate of all",
                feed -> feed.writeEnd("sums", feed.bids().aggregate("sums", count())));
        all.put(
                "upserts, map and filter",
                feed -> feed.write(
                        "rows",
                        items(feed)
                                .map(Item::name)
                                .filter("odd", name -> name.hashCode() % 2 != 0)
                                .changes()));
        all.put(
                "rows before and after",
                feed -> feed.write("rows", items(feed).map(Item::name).toStream("changes")));
        all.put(
                "ranking",
                feed -> feed.writeEnd(
                        "best",
                        feed.bids()
                                .keyBy(Bid::item)
                                .aggregate("sums", sum(Bid::price))
                                .top("best", 3, Comparator.reverseOrder())));
        all.put("tables by key", feed -> {
            Table<Long, Long> sums = feed.bids().keyBy(Bid::item).aggregate("sums", sum(Bid::price));
            feed.writeEnd("both", items(feed).join("both", sums).fullOuter((item, sum) -> item + " " + sum));
        });
        all.put("tables by foreign key", feed -> {
            Table<String, Bid> bids = feed.bids().keyBy(Bid::user).toTable("newest");
            feed.writeEnd(
                    "both", bids.joinOn("both", items(feed), Bid::item).leftOuter((bid, item) -> bid + " " + item));
        });
        all.put(
                "deduplication",
                feed -> feed.write(
                        "out",
                        feed.ordered()
                                .keyBy(Bid::item)
                                .deduplicate("firsts", Duration.ofSeconds(2))
                                .map(Bid::item)));
        all.put(
                "changes go on as a stream",
                feed -> feed.writeEnd(
                        "sums of sums",
                        feed.bids()
                                .keyBy(Bid::item)
                                .aggregate("sums", sum(Bid::price))
                                .changes()
                                .keyBy(Change::key)
                                .aggregate("counts", count())));
    }

    private static Table<Long, Item> items(Feed feed) {
        return feed.items().keyBy(Item::id).toTable("items-table");
    }

    private void functions() {
        all.put("process function with timers and a side output", feed -> {
            ProcessedStream<Bid, String> sums =
                    feed.bids().keyBy(Bid::user).process("sums", new SumUntilQuiet(Duration.ofSeconds(2)));
            feed.write("out", sums);
            feed.write("dear", sums.side(SumUntilQuiet.DEAR));
        });
        all.put("pattern with partial matches", feed -> {
            PatternMatches<Bid, Long> matches = feed.bids()
                    .keyBy(Bid::item)
                    .match(
                            "three",
                            Pattern.<Bid>begin("start", bid -> bid.price() < 500)
                                    .followedBy(
                                            "more",
                                            (bid, soFar) -> bid.price()
                                                    > soFar.last("start").price())
                                    .times(2)
                                    .within(Duration.ofSeconds(6)));
            feed.write("out", matches);
            feed.write("timed out", matches.timedOut());
        });
        all.put(
                "pattern with absence",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .match(
                                        "absent",
                                        Pattern.<Bid>begin("high", bid -> bid.price() > 950)
                                                .notFollowedBy("low", bid -> bid.price() < 50)
                                                .within(Duration.ofSeconds(2)))));
    }

    private void failures() {
        all.put("failed records of a map", feed -> {
            var quotients = feed.bids().map(bid -> 100 / (bid.price() % 10));
            feed.write("out", quotients);
            feed.write("failed", quotients.failed().map(failed -> failed.record() + failed.message()));
        });
        all.put("dead letters", feed -> {
            feed.pipeline.onFailure(FailurePolicy.deadLetter());
            feed.write(
                    "out",
                    feed.bids().map(bid -> 100 / (bid.price() % 10)).filter(quotient -> 10 / (quotient - 11) < 100));
            feed.write("letters", feed.pipeline.deadLetters().map(letter -> letter.operator() + letter.message()));
        });
    }
}
