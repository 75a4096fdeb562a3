package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.calendar;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.stream.WindowedStream;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** When results come, what is late, windows of a user's own, and clocks that are wrong. */
final class TimeScenarios {

    private static final Duration SIZE = Duration.ofSeconds(4);

    private final Map<String, Scenario> all;

    private TimeScenarios(Map<String, Scenario> all) {
        this.all = all;
    }

    static void addTo(Map<String, Scenario> all) {
        TimeScenarios more = new TimeScenarios(all);
        more.early();
        more.lateness();
        more.ownWindows();
        more.clocks();
    }

    /** Which early results come depends on what is read together; the final ones do not. */
    private void early() {
        early("by time", windows -> windows.earlyEvery(Duration.ofMillis(300)));
        early("by records", windows -> windows.earlyEvery(3));
        all.put("early results that discard add up", feed -> {
            Stream<WindowResult<String, Long>> parts = feed.bids()
                    .keyBy(Bid::user)
                    .window(tumbling(SIZE))
                    .earlyEvery(2)
                    .discarding()
                    .aggregate("parts", sum(Bid::price));
            feed.writeEnd(
                    "sums",
                    parts.keyBy(part -> part.key() + " " + part.start()).aggregate("sums", sum(WindowResult::value)));
        });
    }

    private interface Emitting {
        WindowedStream<Bid, String> of(WindowedStream<Bid, String> windows);
    }

    private void early(String name, Emitting emitting) {
        all.put("early results: " + name, feed -> {
            WindowedResults<Bid, String, Long> results = emitting.of(
                            feed.bids().keyBy(Bid::user).window(tumbling(SIZE)))
                    .aggregate("sums", sum(Bid::price));
            feed.write("out", results.filter(result -> result.kind() == ResultKind.FINAL));
        });
    }

    private void lateness() {
        all.put("allowed lateness", feed -> {
            WindowedResults<Bid, String, Long> results = feed.disorderly()
                    .keyBy(Bid::user)
                    .window(tumbling(Duration.ofSeconds(1)))
                    .allowedLateness(Duration.ofMillis(1_500))
                    .aggregate("counts", count());
            // Updates of one step come together, so it is the last one that counts.
            feed.writeEnd(
                    "counts",
                    results.keyBy(result -> result.key() + " " + result.start())
                            .aggregate("last", max(WindowResult::value)));
            feed.write("late", results.late());
        });
        all.put("late records of sliding windows", feed -> {
            WindowedResults<Bid, Long, Long> results = feed.disorderly()
                    .keyBy(Bid::item)
                    .window(sliding(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                    .aggregate("counts", count());
            feed.write("out", results);
            feed.write("late", results.late());
        });
        all.put("late rows of a table", feed -> {
            var newest = feed.disorderly().keyBy(Bid::user).toTable("newest");
            feed.writeEnd("rows", newest);
            feed.write("late", newest.late());
        });
    }

    /** As long as the price says, from the record on. */
    private record ByPrice(boolean isMerging) implements AssignedWindows<Bid> {

        @Override
        public void assign(Bid bid, long timestamp, Collector windows) {
            windows.add(timestamp, timestamp + 1 + bid.price());
            if (!isMerging && bid.price() % 2 == 0) {
                windows.add(timestamp - 100, timestamp + 100);
            }
        }

        @Override
        public String describe() {
            return "by price";
        }
    }

    private void ownWindows() {
        for (boolean isMerging : List.of(true, false)) {
            all.put(
                    "windows of a user's own" + (isMerging ? ", merging" : ""),
                    feed -> feed.writeSessions(
                            "out",
                            feed.bids()
                                    .keyBy(Bid::item)
                                    .window(new ByPrice(isMerging))
                                    .aggregate("counts", count())));
        }
        all.put(
                "months of a zone",
                feed -> feed.write(
                        "out",
                        feed.bids()
                                .keyBy(Bid::user)
                                .window(calendar(Period.ofMonths(1), ZoneId.of("America/New_York")))
                                .aggregate("sums", sum(Bid::price))));
        all.put(
                "counts that slide",
                feed -> feed.writeSessions(
                        "out",
                        feed.bids()
                                .keyBy(Bid::user)
                                .window(Windows.count(6).slidingBy(2))
                                .aggregate("sums", sum(Bid::price))));
        all.put(
                "counts in the order of arrival",
                feed -> feed.writeSessions(
                        "out",
                        feed.ordered()
                                .keyBy(Bid::user)
                                .window(Windows.count(5).inArrivalOrder())
                                .aggregate("sums", sum(Bid::price))));
    }

    private void clocks() {
        all.put("a record of the far future moves nothing", feed -> {
            List<Bid> bids = new ArrayList<>(feed.bidList());
            bids.add(100, new Bid("user-1", 1, 1, Instant.parse("2999-01-01T00:00:00Z")));
            WindowedResults<Bid, String, Long> results = feed.pipeline
                    .read(
                            "bids",
                            ListSource.of(bids)
                                    .eventTime(Bid::at)
                                    .outOfOrderBy(Duration.ofSeconds(1))
                                    .futureBound(Duration.ofDays(1)))
                    .keyBy(Bid::user)
                    .window(tumbling(SIZE))
                    .aggregate("sums", sum(Bid::price));
            feed.write("out", results);
            feed.write("late", results.late());
        });
        all.put("a split without records holds nothing back", feed -> {
            List<List<Bid>> splits = List.of(feed.bidList(), List.of());
            feed.write(
                    "out",
                    feed.pipeline
                            .read(
                                    "bids",
                                    ListSource.ofSplits(splits)
                                            .eventTime(Bid::at)
                                            .outOfOrderBy(Duration.ofMinutes(1))
                                            .idleAfter(Duration.ofMillis(200)))
                            .keyBy(Bid::user)
                            .window(tumbling(SIZE))
                            .aggregate("sums", sum(Bid::price)));
        });
    }
}
