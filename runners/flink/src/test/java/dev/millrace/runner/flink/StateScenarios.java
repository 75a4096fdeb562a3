package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateTtl;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.state.ValueState;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Item;
import dev.millrace.runner.flink.Feed.Scenario;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** State of functions and tables, and what becomes of records that fail in each of them. */
final class StateScenarios {

    private final Map<String, Scenario> all;

    private StateScenarios(Map<String, Scenario> all) {
        this.all = all;
    }

    static void addTo(Map<String, Scenario> all) {
        StateScenarios more = new StateScenarios(all);
        more.functions();
        more.tables();
        more.failures();
    }

    /** Sums of each user, told at the end. */
    private record Totals() implements ProcessFunction<String, Bid, String> {

        private static final AggregatingSpec<Bid, Long> SUM = StateSpec.aggregating("sum", sum(Bid::price));

        @Override
        public List<StateSpec<?>> states() {
            return List.of(SUM);
        }

        @Override
        public void process(RecordContext<String, Bid, String> bid) throws Exception {
            if (bid.value().price() == 13) {
                throw new IllegalStateException("unlucky");
            }
            bid.state(SUM).add(bid.value());
            bid.eventTimers().set(bid.timestamp().plus(Duration.ofDays(1)));
        }

        @Override
        public void onTimer(TimerContext<String, String> timer) throws Exception {
            Long sum = timer.state(SUM).get();
            if (sum != null) {
                timer.emit(timer.key() + " " + sum);
                timer.state(SUM).clear();
            }
        }
    }

    /** Whether the same user has bid lately. */
    private record Lately() implements ProcessFunction<String, Bid, String> {

        private static final StateSpec<ValueState<Long>> LAST =
                lastPrice().expireAfter(Duration.ofSeconds(1), StateTtl.Refresh.ON_READ_AND_WRITE);

        private static ValueSpec<Long> lastPrice() {
            return StateSpec.value("last", Long.class);
        }

        @Override
        public List<StateSpec<?>> states() {
            return List.of(LAST);
        }

        @Override
        public void process(RecordContext<String, Bid, String> bid) {
            Long last = bid.state(LAST).get();
            bid.emit(bid.key() + " " + (last == null ? "anew" : "after " + last));
            bid.state(LAST).set(bid.value().price());
        }
    }

    private void functions() {
        all.put("process function with an aggregate, of which records fail", feed -> {
            ProcessedStream<Bid, String> totals = feed.bids().keyBy(Bid::user).process("totals", new Totals());
            feed.write("out", totals);
            feed.write("failed", totals.failed().map(failed -> failed.record() + failed.message()));
        });
        all.put(
                "state that expires",
                feed -> feed.write("out", feed.ordered().keyBy(Bid::user).process("lately", new Lately())));
        all.put("functions behind each other", feed -> {
            ProcessedStream<Bid, String> totals = feed.bids()
                    .filter(bid -> bid.price() != 13)
                    .keyBy(Bid::user)
                    .process("totals", new Totals());
            feed.writeEnd(
                    "out", totals.keyBy(total -> total.length() % 3).aggregate("sums", sum(total -> total.length())));
        });
    }

    private void tables() {
        all.put(
                "upserts of a value, with deletions",
                feed -> feed.write(
                        "out",
                        feed.items()
                                .keyBy(Item::id)
                                .toTable("rows", Item::name, item -> item.name().endsWith("3"))
                                .changes()));
        all.put("rows by key and value", feed -> {
            Table<Long, Item> items = feed.items().keyBy(Item::id).toTable("items-table");
            feed.write(
                    "rows",
                    items.mapRows(row -> row.key() + ":" + row.value().name()).changes());
        });
        all.put(
                "tables by foreign key, inner",
                feed -> feed.writeEnd(
                        "both",
                        feed.bids()
                                .keyBy(Bid::user)
                                .toTable("newest")
                                .joinOn("both", feed.items().keyBy(Item::id).toTable("items-table"), Bid::item)
                                .inner((bid, item) -> bid + " " + item)));
        all.put(
                "ranking of a filtered table",
                feed -> feed.writeEnd(
                        "best",
                        feed.bids()
                                .keyBy(Bid::user)
                                .aggregate("sums", sum(Bid::price))
                                .filter("large", sum -> sum > 20_000)
                                .top("best", 2, Comparator.naturalOrder())));
        all.put("changes of a table are joined", feed -> {
            Stream<Long> names = feed.items()
                    .keyBy(Item::id)
                    .toTable("items-table")
                    .changes()
                    .map(change -> change.key());
            feed.write(
                    "out",
                    feed.bids()
                            .join("joined", names)
                            .on(Bid::item, name -> name)
                            .between(Duration.ofSeconds(1), Duration.ofSeconds(1))
                            .inner((bid, name) -> bid + " " + name));
        });
    }

    private void failures() {
        all.put("failed records of a join", feed -> {
            JoinedStream<Bid, Item, String> joined = feed.bids()
                    .join("joined", feed.items())
                    .on(bid -> 100 / (bid.item() % 5), item -> 100 / (item.id() % 7))
                    .between(Duration.ofSeconds(1), Duration.ofSeconds(1))
                    .inner((bid, item) -> bid + " " + item);
            feed.write("out", joined);
            feed.write("left", joined.failedLeft().map(failed -> failed.record() + failed.message()));
            feed.write("right", joined.failedRight().map(failed -> failed.record() + failed.message()));
        });
        all.put("records without a time", feed -> {
            var bids = feed.pipeline.read(
                    "bids", ListSource.of(feed.bidList()).eventTimeMillis(bid -> 1_000 / (bid.price() % 10)));
            feed.write("out", bids.map(Bid::user));
            feed.write("failed", bids.failed().map(failed -> failed.record() + failed.message()));
        });
        all.put("records without a key", feed -> {
            var byKey = feed.bids().keyBy(bid -> 100 / (bid.item() % 6));
            feed.writeEnd("sums", byKey.aggregate("sums", sum(Bid::price)));
            feed.write("failed", byKey.failed().map(failed -> failed.record() + failed.message()));
        });
        all.put("few enough failures", feed -> {
            var quotients = feed.bids()
                    .map(bid -> 100 / (bid.price() % 50))
                    .onFailure(FailurePolicy.deadLetter().atMostPercent(50, 100).retry(2, Duration.ofMillis(1)));
            feed.write("out", quotients);
            feed.write("letters", feed.pipeline.deadLetters().map(letter -> letter.operator() + letter.message()));
        });
    }
}
