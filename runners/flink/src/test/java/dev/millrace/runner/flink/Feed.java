package dev.millrace.runner.flink;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.window.WindowResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The inputs of a scenario, which are the same for one seed, and what comes of them. */
final class Feed {

    /** How far records are out of order. */
    static final Duration DISORDER = Duration.ofSeconds(3);

    private static final int RECORDS = 600;

    record Bid(String user, long item, long price, Instant at) {}

    record Item(long id, String name, Instant at) {}

    private final long seed;
    private final Map<String, CollectingSink<Object>> sinks = new LinkedHashMap<>();
    final Pipeline pipeline;

    Feed(long seed) {
        this.seed = seed;
        pipeline = Pipeline.named("scenario-" + seed);
    }

    /** All that a runner makes of a scenario: by output, as text that does not depend on how keys are interleaved. */
    static Map<String, List<String>> run(Runner runner, Scenario scenario, long seed) throws InterruptedException {
        Feed feed = new Feed(seed);
        scenario.build(feed);
        try (Job job = runner.start(feed.pipeline)) {
            job.await();
        }
        return feed.results();
    }

    List<Bid> bidList() {
        return bidList(RECORDS);
    }

    List<Bid> bidList(int count) {
        Random random = new Random(seed);
        List<Bid> bids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = i * 100L + (i % 97 == 0 ? 9_000 : 0) - random.nextInt((int) DISORDER.toMillis());
            bids.add(new Bid(
                    "user-" + random.nextInt(9),
                    random.nextInt(12),
                    random.nextInt(1_000),
                    Instant.ofEpochMilli(Math.max(0, at) + 1)));
        }
        return bids;
    }

    List<Item> itemList() {
        Random random = new Random(seed + 1);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < RECORDS / 5; i++) {
            items.add(new Item(random.nextInt(12), "item-" + i, Instant.ofEpochMilli(i * 500L + random.nextInt(400))));
        }
        return items;
    }

    /** Records of several splits, none of them late. */
    Stream<Bid> bids() {
        List<Bid> all = bidList();
        List<List<Bid>> splits = List.of(all.subList(0, 250), all.subList(250, 300), all.subList(300, all.size()));
        // One split is long over before another begins, so the bound is that of all.
        return pipeline.read(
                "bids", ListSource.ofSplits(splits).eventTime(Bid::at).outOfOrderBy(Duration.ofMinutes(1)));
    }

    /** Records of one split, of which some are late. */
    Stream<Bid> disorderly() {
        TimedSource<Bid> timed = ListSource.of(bidList()).eventTime(Bid::at).outOfOrderBy(Duration.ofSeconds(1));
        return pipeline.read("bids", timed);
    }

    /** Records in the order of their time. */
    Stream<Bid> ordered() {
        List<Bid> sorted = new ArrayList<>(bidList());
        sorted.sort(Comparator.comparing(Bid::at));
        return pipeline.read("bids", ListSource.of(sorted).eventTime(Bid::at));
    }

    Stream<Item> items() {
        return pipeline.read(
                "items", ListSource.of(itemList()).eventTime(Item::at).outOfOrderBy(Duration.ofSeconds(1)));
    }

    void write(String name, Stream<?> results) {
        CollectingSink<Object> sink = new CollectingSink<>();
        sinks.put(name, sink);
        results.write(name, sink);
    }

    /** Of a table that several streams change, what it has at the end is the same, and not how it came to that. */
    void writeEnd(String name, Table<?, ?> table) {
        write("end of " + name, table.changes());
    }

    /** Sessions of one key that close at the same moment come in no certain order. */
    void writeSessions(String name, Stream<?> results) {
        write("sessions " + name, results);
    }

    Map<String, List<String>> results() {
        Map<String, List<String>> results = new TreeMap<>();
        sinks.forEach((name, sink) -> results.put(name, results(name, sink.records())));
        return results;
    }

    private static List<String> results(String name, List<Object> records) {
        if (name.startsWith("end of ")) {
            return lastChanges(records);
        }
        return name.startsWith("sessions ")
                ? records.stream().map(Feed::text).sorted().toList()
                : byKey(records);
    }

    private static List<String> lastChanges(List<Object> records) {
        Map<String, String> rows = new TreeMap<>();
        for (Object record : records) {
            Change<?, ?> change = (Change<?, ?>) record;
            if (change.kind() == ChangeKind.DELETE) {
                rows.remove(change.key().toString());
            } else {
                rows.put(change.key().toString(), String.valueOf(change.value()));
            }
        }
        return List.of(rows.toString());
    }

    /** The results of each key in their order; those without a key sorted. */
    private static List<String> byKey(List<Object> records) {
        Map<String, List<String>> byKey = new TreeMap<>();
        for (Object record : records) {
            String key = record instanceof WindowResult<?, ?> result
                    ? "key " + result.key()
                    : record instanceof Change<?, ?> change ? "key " + change.key() : "";
            byKey.computeIfAbsent(key, each -> new ArrayList<>()).add(text(record));
        }
        byKey.computeIfPresent("", (key, texts) -> {
            Collections.sort(texts);
            return texts;
        });
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    /** Whether a window was closed by a watermark or by the end depends on which split was read first. */
    private static String text(Object record) {
        return record instanceof WindowResult<?, ?> result
                ? result.key() + " " + result.start() + " " + result.end() + " " + result.value() + " " + result.kind()
                : record.toString();
    }

    /** What is to come out the same. */
    interface Scenario {
        void build(Feed feed);
    }
}
