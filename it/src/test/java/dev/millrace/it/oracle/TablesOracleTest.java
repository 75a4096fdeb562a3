package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.Row;
import dev.millrace.api.type.All;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Running aggregates, deduplication and rankings against plain scans of one split in the order of arrival. */
class TablesOracleTest {

    private static final Comparator<Long> BEST_FIRST = Comparator.reverseOrder();

    private static Keys keys(Random random) {
        Keys[] divided = {Keys.PRIMITIVE_INT, Keys.PRIMITIVE_LONG, Keys.PRIMITIVE_ANY, Keys.BOXED, Keys.TEXT};
        return Seeds.any(random, divided);
    }

    private static Map<Object, List<Item>> byKey(Input input, Keys keys) {
        Map<Object, List<Item>> byKey = new LinkedHashMap<>();
        for (Item item : input.items) {
            byKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>()).add(item);
        }
        return byKey;
    }

    @Test
    void aRunningAggregateIsAScan() {
        Seeds.run(Seeds.cases(200, 2_000), TablesOracleTest::checkRunning);
    }

    private static void checkRunning(long seed) {
        Random random = new Random(seed * 13 + 1);
        Folding folding = Seeds.any(random, Folding.values());
        if (folding.aggregate.isOrdered()) {
            folding = Folding.LONGS;
        }
        Folding chosen = folding;
        Keys keys = keys(random);
        Input input = Input.random(random, Input.Shape.random(random, true));
        OracleRun run = new OracleRun(input, keys, 1 + random.nextInt(4), seed);
        CollectingSink<Change<Object, Object>> changes = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("case-" + seed);
        pipeline.read("items", run.source())
                .keyBy(keys.ofEngine)
                .aggregate(OracleRun.OPERATOR, OracleRun.plain(folding))
                .changes()
                .write("changes", changes);
        Ledger ledger = run.run(pipeline);

        Map<Object, List<Change<Object, Object>>> actual = new HashMap<>();
        changes.records()
                .forEach(change -> actual.computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(change));
        byKey(input, keys).forEach((key, items) -> {
            List<Change<Object, Object>> expected = new ArrayList<>();
            for (int end = 1; end <= items.size(); end++) {
                List<Item> soFar =
                        items.subList(0, end).stream().sorted(Item.ORDER).toList();
                expected.add(new Change<>(end == 1 ? ChangeKind.INSERT : ChangeKind.UPDATE, key, chosen.of(soFar)));
            }
            Verdict.requireEqual(actual.remove(key), expected, () -> "changes of " + key + ", " + chosen);
        });
        Verdict.require(actual.isEmpty(), () -> "changes of unknown keys: " + actual);
        Verdict.requireLedger(ledger, input.items.size(), 0, 0, 0);
    }

    @Test
    void deduplicationKeepsTheFirstWithinItsBound() {
        Seeds.run(Seeds.cases(200, 2_000), TablesOracleTest::checkDeduplication);
    }

    private static void checkDeduplication(long seed) {
        Random random = new Random(seed * 11 + 3);
        Keys keys = keys(random);
        Input.Shape shape = Input.Shape.random(random, true);
        Input input = Input.random(random, shape.withDisorder(random.nextBoolean() ? 0 : shape.boundMillis()));
        long within = 1 + random.nextInt(random.nextBoolean() ? 20 : 2_000);
        OracleRun run = new OracleRun(input, keys, 1 + random.nextInt(4), seed);
        CollectingSink<Item> kept = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("case-" + seed);
        pipeline.read("items", run.source())
                .keyBy(keys.ofEngine)
                .deduplicate(OracleRun.OPERATOR, Duration.ofMillis(within))
                .write("kept", kept);
        Ledger ledger = run.run(pipeline);

        List<Item> expected = new ArrayList<>();
        Map<Object, Long> latest = new HashMap<>();
        for (Item item : input.items) {
            Long known = latest.get(keys.of(item));
            if (known == null || Math.abs(known - item.time()) >= within) {
                expected.add(item);
                latest.merge(keys.of(item), item.time(), Math::max);
            }
        }
        Verdict.requireSame(kept.records(), expected, "kept within " + within);
        Verdict.requireLedger(ledger, input.items.size(), input.items.size() - expected.size(), 0, 0);
    }

    @Test
    void aRankingIsASort() {
        Seeds.run(Seeds.cases(200, 2_000), TablesOracleTest::checkRanking);
    }

    private static void checkRanking(long seed) {
        Random random = new Random(seed * 7 + 9);
        Keys keys = keys(random);
        Input input = Input.random(random, Input.Shape.random(random, true));
        int rows = 1 + random.nextInt(random.nextBoolean() ? 3 : 300);
        boolean isStepByStep = random.nextBoolean();
        // Few different values, so that many are equal.
        Folding folding = random.nextBoolean() ? Folding.COUNT : Folding.MAX;
        OracleRun run = new OracleRun(input, keys, 1, seed);
        CollectingSink<Change<All, List<Row<Object, Long>>>> changes = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("case-" + seed);
        @SuppressWarnings("unchecked") // the folding is of longs
        Table<Object, Long> sums = (Table<Object, Long>) (Table<?, ?>)
                pipeline.read("items", run.source()).keyBy(keys.ofEngine).aggregate("values", OracleRun.plain(folding));
        sums.top(OracleRun.OPERATOR, rows, BEST_FIRST).changes().write("rankings", changes);
        TestRun.Builder builder = Crashes.sometimes(
                TestRun.of(pipeline).seed(seed).withoutChecks().withSameWorkers(), seed);
        TestRun result =
                (isStepByStep ? builder.batchCapacity(1) : builder).start().runToEnd();

        List<List<Row<Object, Long>>> expected = rankings(input, keys, rows, folding);
        List<List<Row<Object, Long>>> actual =
                changes.records().stream().map(Change::value).toList();
        if (isStepByStep) {
            Verdict.requireEqual(actual, expected, () -> "rankings");
        } else {
            requireSubsequence(actual, expected);
        }
        for (int i = 0; i < actual.size(); i++) {
            ChangeKind kind = i == 0 ? ChangeKind.INSERT : ChangeKind.UPDATE;
            Verdict.requireEqual(changes.records().get(i).kind(), kind, () -> "kind of change");
        }
        Verdict.require(result.ledger().imbalances().isEmpty(), () -> "ledger: " + result.ledger());
    }

    private static List<List<Row<Object, Long>>> rankings(Input input, Keys keys, int rows, Folding folding) {
        record Entry(Row<Object, Long> row, int change) {}
        List<List<Row<Object, Long>>> rankings = new ArrayList<>();
        Map<Object, List<Item>> soFar = new HashMap<>();
        Map<Object, Entry> table = new HashMap<>();
        List<Row<Object, Long>> last = List.of();
        for (Item item : input.items) {
            Object key = keys.of(item);
            List<Item> ofKey = soFar.computeIfAbsent(key, k -> new ArrayList<>());
            ofKey.add(item);
            table.put(key, new Entry(new Row<>(key, (Long) folding.of(ofKey)), item.position()));
            List<Row<Object, Long>> ranking = table.values().stream()
                    .sorted(Comparator.comparing((Entry entry) -> entry.row().value(), BEST_FIRST)
                            .thenComparing(Entry::change))
                    .limit(rows)
                    .map(Entry::row)
                    .toList();
            if (!ranking.equals(last)) {
                rankings.add(ranking);
                last = ranking;
            }
        }
        return rankings;
    }

    private static void requireSubsequence(List<?> actual, List<?> expected) {
        int from = 0;
        for (Object one : actual) {
            int at = expected.subList(from, expected.size()).indexOf(one);
            Verdict.require(at >= 0, () -> "was never the ranking, or not at that time: " + one);
            from += at + 1;
        }
        Verdict.require(
                expected.isEmpty() || actual.get(actual.size() - 1).equals(expected.get(expected.size() - 1)),
                () -> "the last ranking: " + actual.get(actual.size() - 1) + " instead of "
                        + expected.get(expected.size() - 1));
    }
}
