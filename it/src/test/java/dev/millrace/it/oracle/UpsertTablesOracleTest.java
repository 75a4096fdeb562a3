package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.UpsertTable;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.window.LateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables of the latest records against plain maps: rows, what is mapped and filtered, and each change on the way there. */
class UpsertTablesOracleTest {

    private static final int VALUES = 8;

    /** Few values, so that some are equal to the one before; a third of the records delete. */
    static @Nullable Long value(Item item) {
        return isDeleted(item) ? null : item.number() % VALUES;
    }

    static boolean isDeleted(Item item) {
        return Math.floorMod(item.number(), 3) == 0;
    }

    static Keys keys(Random random) {
        Keys[] divided = {Keys.PRIMITIVE_INT, Keys.PRIMITIVE_LONG, Keys.PRIMITIVE_ANY, Keys.BOXED, Keys.TEXT};
        return Seeds.any(random, divided);
    }

    /** What all records that are not late leave behind. */
    static Map<Object, Long> table(Input input, Keys keys) {
        Map<Object, Item> latest = new HashMap<>();
        for (Item item : input.items) {
            if (!input.isBehind(item, item.time())) {
                latest.merge(keys.of(item), item, (one, other) -> Item.ORDER.compare(one, other) > 0 ? one : other);
            }
        }
        Map<Object, Long> rows = new HashMap<>();
        latest.forEach((key, item) -> {
            Long value = value(item);
            if (value != null) {
                rows.put(key, value);
            }
        });
        return rows;
    }

    /** Large now and then, with more disorder than the bound allows now and then, or with many records at one time. */
    static Input input(Random random, boolean inOneSplit) {
        Input.Shape shape = Input.Shape.random(random, inOneSplit);
        if (random.nextInt(4) == 0) {
            return crowded(random, shape.splitCount());
        }
        Input.Shape sized = random.nextInt(4) == 0 ? shape : shape.withRecords(0, 300 / shape.splitCount());
        return Input.random(random, random.nextInt(3) == 0 ? sized : sized.withDisorder(shape.boundMillis()));
    }

    /** Time hardly goes on, and the watermark is at its heels: ties between splits decide. */
    private static Input crowded(Random random, int splitCount) {
        List<List<Item>> splits = new ArrayList<>();
        for (int split = 0; split < splitCount; split++) {
            List<Item> items = new ArrayList<>();
            int count = random.nextInt(400 / splitCount);
            for (int i = 0; i < count; i++) {
                long time = i * 8L / Math.max(1, count);
                items.add(new Item(
                        random.nextInt(30), time, random.nextInt(1_000) - 500, 0, random.nextInt(80), split, i));
            }
            splits.add(items);
        }
        return new Input(splits, 0);
    }

    private static UpsertTable<Item, Object, Long> table(KeyedStream<Item, Object> keyed, Random random) {
        return random.nextBoolean()
                ? keyed.toTable(OracleRun.OPERATOR, UpsertTablesOracleTest::value)
                : keyed.toTable(OracleRun.OPERATOR, item -> item.number() % VALUES, UpsertTablesOracleTest::isDeleted);
    }

    @Test
    void aTableHoldsTheLatestRecordOfEachKeyWhateverTheOrderOfArrival() {
        Seeds.run(Seeds.cases(150, 2_000), UpsertTablesOracleTest::checkRows);
    }

    private static void checkRows(long seed) {
        Random random = new Random(seed * 17 + 5);
        Keys keys = keys(random);
        Input input = input(random, false);
        OracleRun run = new OracleRun(input, keys, 1 + random.nextInt(4), seed);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        UpsertTable<Item, Object, Long> table =
                table(pipeline.read("items", run.source()).keyBy(keys.ofEngine), random);
        CollectingSink<Change<Object, Long>> changes = new CollectingSink<>();
        CollectingSink<RowChange<Object, Long>> rowChanges = new CollectingSink<>();
        CollectingSink<RowChange<Object, Long>> derived = new CollectingSink<>();
        CollectingSink<LateRecord<Item>> late = new CollectingSink<>();
        table.changes().write("changes", changes);
        table.toStream("rows").write("row-changes", rowChanges);
        Table<Object, Long> some = table.map(value -> value * 2)
                .filter("some", value -> value > 0)
                .mapRows(row -> row.value() + row.key().hashCode());
        some.toStream("derived").write("derived-changes", derived);
        boolean isLateRead = random.nextBoolean();
        if (isLateRead) {
            table.late().write("late", late);
        }
        Ledger ledger = run.run(pipeline);

        Map<Object, Long> expected = table(input, keys);
        TableMirror.ofChanges(changes.records()).requireRows(expected, "the table");
        TableMirror.ofRowChanges(rowChanges.records()).requireRows(expected, "the table by rows");
        Map<Object, Long> expectedSome = new HashMap<>();
        expected.forEach((key, value) -> {
            if (value > 0) {
                expectedSome.put(key, value * 2 + key.hashCode());
            }
        });
        TableMirror.ofRowChanges(derived.records()).requireRows(expectedSome, "what was mapped and filtered");
        List<Item> behind = input.items.stream()
                .filter(item -> input.isBehind(item, item.time()))
                .toList();
        if (isLateRead) {
            Verdict.requireSame(late.records().stream().map(LateRecord::record).toList(), behind, "late");
        }
        Verdict.requireLedger(ledger, input.items.size(), 0, behind.size(), 0);
    }

    @Test
    void theChangesOfOneSplitAreThoseOfAScan() {
        Seeds.run(Seeds.cases(100, 1_500), UpsertTablesOracleTest::checkScan);
    }

    private static void checkScan(long seed) {
        Random random = new Random(seed * 19 + 1);
        Keys keys = keys(random);
        Input input = input(random, true);
        UpsertOrder order = Seeds.inTurn(seed, UpsertOrder.values());
        OracleRun run = new OracleRun(input, keys, 1 + random.nextInt(4), seed);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        CollectingSink<Change<Object, Long>> changes = new CollectingSink<>();
        pipeline.read("items", run.source())
                .keyBy(keys.ofEngine)
                .toTable(OracleRun.OPERATOR, UpsertTablesOracleTest::value, order)
                .changes()
                .write("changes", changes);
        run.run(pipeline);

        Map<Object, List<Change<Object, Long>>> actual = new HashMap<>();
        changes.records()
                .forEach(change -> actual.computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(change));
        Verdict.requireEqual(actual, scan(input, keys, order), () -> "changes in the order of " + order);
    }

    private static Map<Object, List<Change<Object, Long>>> scan(Input input, Keys keys, UpsertOrder order) {
        Map<Object, List<Change<Object, Long>>> changes = new HashMap<>();
        Map<Object, Item> latest = new HashMap<>();
        for (Item item : input.items) {
            Object key = keys.of(item);
            Item before = latest.get(key);
            boolean isPast = before != null && item.time() < before.time();
            if (order == UpsertOrder.EVENT_TIME && (isPast || input.isBehind(item, item.time()))) {
                continue;
            }
            latest.put(key, item);
            Long value = value(item);
            Long valueBefore = before == null ? null : value(before);
            if (!Objects.equals(value, valueBefore)) {
                ChangeKind kind =
                        valueBefore == null ? ChangeKind.INSERT : value == null ? ChangeKind.DELETE : ChangeKind.UPDATE;
                changes.computeIfAbsent(key, any -> new ArrayList<>())
                        .add(new Change<>(kind, key, value == null ? valueBefore : value));
            }
        }
        return changes;
    }
}
