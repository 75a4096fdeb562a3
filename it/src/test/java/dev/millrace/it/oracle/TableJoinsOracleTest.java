package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ReferringTable;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.TablePair;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.RowChange;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Joins of tables against joins of maps, whatever the order in which two sides and several workers get on. */
class TableJoinsOracleTest {

    /** Checking the ledger after every step is what takes the time; at the end it is checked in every case. */
    private static final int CHECKED_EVERY = 10;

    /** A row that may refer to another. */
    record Order(@Nullable Integer customer, long number) {}

    private static TimedSource<Item> source(Input input) {
        return ListSource.<Item>ofSplits(input.splits)
                .eventTimeMillis(Item::time)
                .outOfOrderBy(Duration.ofMillis(input.boundMillis));
    }

    private static Table<Object, Long> table(Pipeline pipeline, String name, Input input, Keys keys) {
        return pipeline.read(name + "-items", source(input))
                .keyBy(keys.ofEngine)
                .toTable(name, UpsertTablesOracleTest::value);
    }

    private static void run(Pipeline pipeline, int workers, long seed) {
        TestRun.Builder builder =
                Crashes.sometimes(TestRun.of(pipeline).workers(workers).seed(seed), seed);
        Ledger ledger = (seed % CHECKED_EVERY == 0 ? builder : builder.withoutChecks())
                .start()
                .runToEnd()
                .ledger();
        Verdict.require(ledger.imbalances().isEmpty(), () -> "ledger: " + ledger.imbalances());
    }

    private static String pair(@Nullable Object left, @Nullable Object right) {
        return left + "|" + right;
    }

    @Test
    void aJoinByKeyIsTheJoinOfTheTables() {
        Seeds.run(Seeds.cases(150, 2_500), TableJoinsOracleTest::checkByKey);
    }

    private static void checkByKey(long seed) {
        Random random = new Random(seed * 23 + 3);
        JoinType type = Seeds.inTurn(seed, JoinType.values());
        Keys keys = UpsertTablesOracleTest.keys(random);
        Input leftInput = UpsertTablesOracleTest.input(random, false);
        Input rightInput = random.nextInt(6) == 0 ? leftInput : UpsertTablesOracleTest.input(random, false);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        Table<Object, Long> left = table(pipeline, "left", leftInput, keys);
        Table<Object, Long> right = random.nextInt(6) == 0 ? left : table(pipeline, "right", rightInput, keys);
        Table<Object, String> joined = join(left.join(OracleRun.OPERATOR, right), type);
        CollectingSink<Change<Object, String>> changes = new CollectingSink<>();
        CollectingSink<RowChange<Object, String>> rows = new CollectingSink<>();
        joined.changes().write("changes", changes);
        joined.toStream("rows").write("row-changes", rows);
        run(pipeline, 1 + random.nextInt(4), seed);

        Map<Object, Long> lefts = UpsertTablesOracleTest.table(leftInput, keys);
        Map<Object, Long> rights = right == left ? lefts : UpsertTablesOracleTest.table(rightInput, keys);
        Set<Object> all = new HashSet<>(lefts.keySet());
        all.addAll(rights.keySet());
        Map<Object, String> expected = new HashMap<>();
        for (Object key : all) {
            boolean isRow = (lefts.containsKey(key) || type.keepsUnmatched(1))
                    && (rights.containsKey(key) || type.keepsUnmatched(0));
            if (isRow) {
                expected.put(key, pair(lefts.get(key), rights.get(key)));
            }
        }
        TableMirror.ofChanges(changes.records()).requireRows(expected, "the " + type + " join");
        TableMirror.ofRowChanges(rows.records()).requireRows(expected, "the " + type + " join by rows");
    }

    private static Table<Object, String> join(TablePair<Object, Long, Long> pair, JoinType type) {
        return switch (type) {
            case INNER -> pair.inner(TableJoinsOracleTest::pair);
            case LEFT -> pair.leftOuter(TableJoinsOracleTest::pair);
            case RIGHT -> pair.rightOuter(TableJoinsOracleTest::pair);
            case FULL -> pair.fullOuter(TableJoinsOracleTest::pair);
        };
    }

    /** A fifth refers to nothing. */
    private static @Nullable Order order(Item item) {
        return UpsertTablesOracleTest.isDeleted(item)
                ? null
                : new Order(item.gap() % 5 == 0 ? null : item.gap() / 5, item.number() % 4);
    }

    @Test
    void aJoinByForeignKeyIsTheJoinOfTheTables() {
        Seeds.run(Seeds.cases(200, 3_000), TableJoinsOracleTest::checkByForeignKey);
    }

    private static void checkByForeignKey(long seed) {
        Random random = new Random(seed * 29 + 7);
        boolean isOuter = seed % 2 == 0;
        Keys keys = UpsertTablesOracleTest.keys(random);
        Input orderInput = UpsertTablesOracleTest.input(random, false);
        Input customerInput = UpsertTablesOracleTest.input(random, false);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        Table<Object, Order> orders = pipeline.read("order-items", source(orderInput))
                .keyBy(keys.ofEngine)
                .toTable("orders", TableJoinsOracleTest::order);
        Table<Integer, Long> customers = pipeline.read("customer-items", source(customerInput))
                .keyBy(Item::key)
                .toTable("customers", UpsertTablesOracleTest::value);
        ReferringTable<Object, Order, Integer, Long> referring =
                orders.joinOn(OracleRun.OPERATOR, customers, Order::customer);
        Table<Object, String> joined =
                isOuter ? referring.leftOuter(TableJoinsOracleTest::pair) : referring.inner(TableJoinsOracleTest::pair);
        CollectingSink<Change<Object, String>> changes = new CollectingSink<>();
        joined.changes().write("changes", changes);
        run(pipeline, 1 + random.nextInt(4), seed);

        Map<Object, Long> customerRows = UpsertTablesOracleTest.table(customerInput, Keys.PRIMITIVE_INT);
        Map<Object, String> expected = new HashMap<>();
        orders(orderInput, keys).forEach((key, order) -> {
            Long customer = customerRows.get(order.customer());
            if (isOuter || customer != null) {
                expected.put(key, pair(order, customer));
            }
        });
        TableMirror.ofChanges(changes.records()).requireRows(expected, "the join by foreign key");
    }

    private static Map<Object, Order> orders(Input input, Keys keys) {
        Map<Object, Item> latest = new HashMap<>();
        for (Item item : input.items) {
            if (!input.isBehind(item, item.time())) {
                latest.merge(keys.of(item), item, (one, other) -> Item.ORDER.compare(one, other) > 0 ? one : other);
            }
        }
        Map<Object, Order> rows = new HashMap<>();
        latest.forEach((key, item) -> {
            Order order = order(item);
            if (order != null) {
                rows.put(key, order);
            }
        });
        return rows;
    }
}
