package dev.millrace.runner.flink;

import static dev.millrace.api.window.Windows.calendar;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Tag;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.BoundedJoin;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.LookupJoin;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.TableJoin;
import dev.millrace.api.stream.TablePair;
import dev.millrace.api.stream.WindowedJoin;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Item;
import dev.millrace.runner.flink.Feed.Scenario;
import java.io.Serializable;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Every kind of join with every side kept or not. */
final class JoinScenarios {

    private static final Tag<Bid> BIDS = Tag.named("bids");
    private static final Tag<Item> ITEMS = Tag.named("items");
    private static final Tag<String> NAMES = Tag.named("names");

    private final Map<String, Scenario> all;

    private JoinScenarios(Map<String, Scenario> all) {
        this.all = all;
    }

    static void addTo(Map<String, Scenario> all) {
        JoinScenarios more = new JoinScenarios(all);
        for (JoinType type : JoinType.values()) {
            more.windows("tumbling", tumbling(Duration.ofSeconds(5)), type);
            more.windows("sliding", sliding(Duration.ofSeconds(4), Duration.ofSeconds(2)), type);
            more.windows("sessions", session(Duration.ofMillis(500)), type);
            more.between(type);
            more.tables(type);
        }
        more.windows("days", calendar(Period.ofDays(1), ZoneId.of("Europe/Berlin")), JoinType.INNER);
        more.coGroups();
        more.asOf();
        more.lookups();
    }

    private static KeyedJoin<Bid, Item, Long> keyed(Feed feed) {
        return feed.bids().join("joined", feed.items()).on(Bid::item, Item::id);
    }

    private void windows(String name, WindowSpec<Object> window, JoinType type) {
        all.put("join in windows: " + name + ", " + type, feed -> {
            WindowedJoin<Bid, Item> join = keyed(feed).within(window);
            feed.write(
                    "out",
                    switch (type) {
                        case INNER -> join.inner((at, bid, item) -> at.end() + " " + bid + " " + item);
                        case LEFT -> join.leftOuter((at, bid, item) -> at.end() + " " + bid + " " + item);
                        case RIGHT -> join.rightOuter((at, bid, item) -> at.end() + " " + bid + " " + item);
                        case FULL -> join.fullOuter((at, bid, item) -> at.end() + " " + bid + " " + item);
                    });
        });
    }

    private void between(JoinType type) {
        all.put("join between: " + type, feed -> {
            BoundedJoin<Bid, Item> join = keyed(feed).between(Duration.ZERO, Duration.ofSeconds(4));
            feed.write(
                    "out",
                    switch (type) {
                        case INNER -> join.inner((bid, item) -> bid + " " + item);
                        case LEFT -> join.leftOuter((bid, item) -> bid + " " + item);
                        case RIGHT -> join.rightOuter((bid, item) -> bid + " " + item);
                        case FULL -> join.fullOuter((bid, item) -> bid + " " + item);
                    });
        });
    }

    private void tables(JoinType type) {
        all.put("join of tables: " + type, feed -> {
            Table<Long, Item> items = feed.items().keyBy(Item::id).toTable("items-table");
            Table<Long, Bid> bids = feed.bids()
                    .filter(bid -> bid.item() != 3)
                    .keyBy(bid -> bid.item() + 2)
                    .toTable("bids-table");
            TablePair<Long, Bid, Item> pair = bids.join("pair", items);
            feed.writeEnd(
                    "out",
                    switch (type) {
                        case INNER -> pair.inner((bid, item) -> bid + " " + item);
                        case LEFT -> pair.leftOuter((bid, item) -> bid + " " + item);
                        case RIGHT -> pair.rightOuter((bid, item) -> bid + " " + item);
                        case FULL -> pair.fullOuter((bid, item) -> bid + " " + item);
                    });
        });
    }

    private void coGroups() {
        all.put("co-group of three", feed -> {
            Stream<Item> items = feed.items();
            feed.write(
                    "out",
                    feed.bids()
                            .coGroup("groups", BIDS, Bid::item)
                            .and(ITEMS, items, Item::id)
                            .and(NAMES, items.map(Item::name), name -> name.length() + 0L)
                            .within(tumbling(Duration.ofSeconds(10)))
                            .apply((key, window, group) -> key + " " + window.start() + " "
                                    + group.of(BIDS).size() + " "
                                    + group.of(ITEMS).size() + " "
                                    + group.of(NAMES)));
        });
        all.put(
                "co-group in sessions, any number of results",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .coGroup("groups", BIDS, Bid::item)
                                .and(ITEMS, feed.items(), Item::id)
                                .within(session(Duration.ofMillis(700)))
                                .onLate(LatePolicy.DROP)
                                .<String>flatApply((key, window, group, out) -> group.of(ITEMS)
                                        .forEach(item -> out.accept(item.name() + " "
                                                + group.of(BIDS).size())))));
        all.put("late records of a co-group", feed -> {
            var groups = feed.disorderly()
                    .coGroup("groups", BIDS, Bid::user)
                    .and(NAMES, feed.items().map(Item::name), name -> "user-" + name.length())
                    .within(tumbling(Duration.ofSeconds(1)))
                    .apply((key, window, group) ->
                            key + " " + window.start() + " " + group.of(BIDS).size());
            feed.write("out", groups);
            feed.write("late", groups.late(BIDS));
        });
    }

    private void asOf() {
        asOf("inner", join -> join.inner((bid, item) -> bid + " " + item));
        asOf("left, aged", join -> join.within(Duration.ofSeconds(2)).leftOuter((bid, item) -> bid + " " + item));
        asOf("each", join -> join.each((bid, item) -> bid + " " + item.value() + " " + item.since()));
        all.put("as of a table's versions", feed -> {
            Table<Long, String> names =
                    feed.items().keyBy(Item::id).toTable("names").map(Item::name);
            feed.write(
                    "out",
                    feed.bids().asOf("as-of", names.versioned(), Bid::item).leftOuter((bid, name) -> bid + " " + name));
        });
        all.put(
                "as of, with deletions",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .asOf(
                                        "as-of",
                                        feed.items()
                                                .keyBy(Item::id)
                                                .versioned(item -> item.name().endsWith("7")),
                                        Bid::item)
                                .leftOuter((bid, item) -> bid + " " + item)));
        all.put(
                "as of, to all, not too old",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .broadcastJoin(
                                        "as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                                .atEventTime()
                                .within(Duration.ofSeconds(3))
                                .leftOuter((bid, item) -> bid + " " + item)));
    }

    private interface AsOfResult extends Serializable {
        Stream<String> of(TableJoin<Bid, Item> join);
    }

    private void asOf(String name, AsOfResult result) {
        all.put(
                "as of: " + name,
                feed -> feed.write(
                        "out",
                        result.of(feed.bids()
                                .asOf("as-of", feed.items().keyBy(Item::id).versioned(), Bid::item)
                                .atEventTime())));
    }

    private void lookups() {
        Lookup<Long, String> odd =
                Lookup.async(id -> CompletableFuture.completedFuture(id % 2 == 0 ? null : "item " + id));
        lookup("left", odd, join -> join.leftOuter((bid, found) -> bid + " " + found));
        lookup("unordered", odd, join -> join.unordered().inFlightMax(3).inner((bid, found) -> bid + " " + found));
        lookup(
                "cached",
                odd,
                join -> join.cache(5, Duration.ofMinutes(10)).leftOuter((bid, found) -> bid + " " + found));
        lookup(
                "in batches",
                Lookup.<Long, String>asyncBatch(
                        8, Duration.ofMillis(2), ids -> CompletableFuture.completedFuture(answers(ids))),
                join -> join.inner((bid, found) -> bid + " " + found));
        lookup(
                "blocking",
                Lookup.<Long, String>blocking(id -> "item " + id, (Executor & Serializable) Runnable::run),
                join -> join.retries(1, Duration.ofMillis(1)).inner((bid, found) -> bid + " " + found));
    }

    private static Map<Long, String> answers(List<Long> ids) {
        Map<Long, String> answers = new HashMap<>();
        ids.forEach(id -> answers.put(id, "item " + id));
        return answers;
    }

    private interface LookupResult extends Serializable {
        Stream<String> of(LookupJoin<Bid, String> join);
    }

    private void lookup(String name, Lookup<Long, String> lookup, LookupResult result) {
        all.put(
                "lookup: " + name,
                feed -> feed.write("out", result.of(feed.bids().lookup("lookup", Bid::item, lookup))));
    }
}
