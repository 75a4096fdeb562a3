package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records without a key go their own way if somebody waits for them there, and stop the job if nobody does. */
@Timeout(120)
class FailedRecordsTest {

    private static final String REFUSED = "refused";

    /** A record; its key is null, or cannot be read, or is there. */
    record Item(@Nullable String name, long time) {

        @Nullable
        String key() {
            if (REFUSED.equals(name)) {
                throw new IllegalStateException("no key for " + time);
            }
            return name;
        }

        boolean hasKey() {
            return name != null && !name.equals(REFUSED);
        }

        long number() {
            if (time % 5 == 0) {
                throw new ArithmeticException("no number for " + time);
            }
            return time % 3;
        }
    }

    private static List<Item> random(Random random, int count) {
        String[] names = {"a", "b", "c", null, REFUSED};
        List<Item> items = new ArrayList<>();
        int usual = random.nextInt(3) == 0 ? names.length : 3;
        for (int i = 0; i < count; i++) {
            items.add(new Item(names[random.nextInt(random.nextInt(10) == 0 ? names.length : usual)], i));
        }
        return items;
    }

    @Test
    void recordsWithoutKeyGoToTheFailedStreamWhateverTheBatchesAndWorkers() {
        int failures = 0;
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<List<Item>> splits = List.of(random(random, random.nextInt(300)), random(random, random.nextInt(300)));
            CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
            CollectingSink<FailedRecord<Item>> failed = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("failing");
            KeyedStream<Item, String> keyed = pipeline.read(
                            "items",
                            ListSource.ofSplits(splits)
                                    .eventTimeMillis(Item::time)
                                    .outOfOrderBy(Duration.ofSeconds(1)))
                    .keyBy(Item::key);
            keyed.window(tumbling(Duration.ofMillis(50)))
                    .aggregate("counts", count())
                    .write("out", counts);
            keyed.failed().write("failed", failed);

            TestRun run = TestRun.of(pipeline)
                    .workers(1 + (int) (seed % 4))
                    .seed(seed)
                    .start()
                    .runToEnd();

            Map<String, Long> expected = new TreeMap<>();
            List<FailedRecord<Item>> expectedFailed = new ArrayList<>();
            for (int split = 0; split < splits.size(); split++) {
                for (int position = 0; position < splits.get(split).size(); position++) {
                    Item item = splits.get(split).get(position);
                    if (item.hasKey()) {
                        expected.merge(item.name() + item.time() / 50, 1L, Long::sum);
                    } else {
                        expectedFailed.add(failure(item, split, position));
                    }
                }
            }
            Map<String, Long> actual = counts.records().stream()
                    .collect(Collectors.toMap(
                            result -> result.key() + result.start().toEpochMilli() / 50,
                            WindowResult::value,
                            Long::sum,
                            TreeMap::new));
            assertThat(actual).as("seed %s", seed).isEqualTo(expected);
            assertThat(failed.records())
                    .as("seed %s", seed)
                    .map(FailedRecordsTest::withoutStack)
                    .containsExactlyInAnyOrderElementsOf(expectedFailed);
            assertThat(run.ledger().operator("keyBy-1").failed())
                    .as("seed %s", seed)
                    .isEqualTo(expectedFailed.size());
            assertThat(run.ledger().imbalances()).as("seed %s", seed).isEmpty();
            failures += expectedFailed.size();
        }
        assertThat(failures).isGreaterThan(1_000);
    }

    private static FailedRecord<Item> failure(Item item, int split, int position) {
        boolean isNull = item.name() == null;
        return new FailedRecord<>(
                item,
                Instant.ofEpochMilli(item.time()),
                "keyBy-1",
                "'items', list-" + split + ", position " + position,
                (isNull ? NullPointerException.class : IllegalStateException.class).getName(),
                isNull
                        ? "the key is null; filter such records out before keyBy, give them a key of their own, or read"
                                + " the failed() records of the keyed stream"
                        : "no key for " + item.time(),
                new RecordOrigin(
                        "items", "list-" + split, position, "'items', list-" + split + ", position " + position),
                "");
    }

    /** The stack tells of the engine's own methods. */
    private static FailedRecord<Item> withoutStack(FailedRecord<Item> failed) {
        assertThat(failed.stack()).startsWith(failed.error()).contains("    at ");
        return new FailedRecord<>(
                failed.record(),
                failed.timestamp(),
                failed.operator(),
                failed.position(),
                failed.error(),
                failed.message(),
                failed.origin(),
                "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aKeyOnThePrimitivePathFailsTheSameWayAndIsReadOnceForEachRecord(int workers) {
        List<Item> items = random(new Random(workers), 400);
        int[] reads = {0};
        CollectingSink<FailedRecord<Item>> failedAccessor = new CollectingSink<>();
        CollectingSink<FailedRecord<Item>> failedLambda = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("numbers");
        Stream<Item> source = pipeline.read("items", ListSource.of(items).eventTimeMillis(Item::time));
        KeyedStream<Item, Long> byAccessor = source.keyBy(Item::number);
        KeyedStream<Item, Long> byLambda = source.keyBy(item -> {
            reads[0]++;
            return item.number();
        });
        byAccessor
                .window(tumbling(Duration.ofMillis(50)))
                .aggregate("a", count())
                .write("a-out", new CollectingSink<>());
        byLambda.window(tumbling(Duration.ofMillis(50))).aggregate("b", count()).write("b-out", new CollectingSink<>());
        byAccessor.failed().write("a-failed", failedAccessor);
        byLambda.failed().write("b-failed", failedLambda);

        Ledger ledger = TestRun.of(pipeline).workers(workers).start().runToEnd().ledger();

        assertThat(reads[0]).isEqualTo(400);
        assertThat(failedAccessor.records())
                .hasSize(80)
                .allSatisfy(failure -> assertThat(failure.error()).isEqualTo(ArithmeticException.class.getName()));
        assertThat(failedLambda.records())
                .extracting(FailedRecord::record)
                .isEqualTo(failedAccessor.records().stream()
                        .map(FailedRecord::record)
                        .toList());
        assertThat(ledger.operator("a").in()).isEqualTo(ledger.operator("b").in());
        assertThat(ledger.operator("keyBy-1").failed()).isEqualTo(80);
    }

    @Test
    void eachSideOfAJoinHasItsOwn() {
        CollectingSink<String> pairs = new CollectingSink<>();
        CollectingSink<FailedRecord<Item>> left = new CollectingSink<>();
        CollectingSink<FailedRecord<Item>> right = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("sides");
        Stream<Item> lefts = pipeline.read(
                "lefts", ListSource.of(new Item(null, 0), new Item("a", 1)).eventTimeMillis(Item::time));
        Stream<Item> rights = pipeline.read(
                "rights", ListSource.of(new Item("a", 1), new Item(REFUSED, 2)).eventTimeMillis(Item::time));
        var joined = lefts.join("pairs", rights)
                .on(Item::key, Item::key)
                .between(Duration.ZERO, Duration.ZERO)
                .inner((l, r) -> l.name() + r.name());
        joined.failedLeft().write("left", left);
        joined.failedRight().write("right", right);
        joined.write("out", pairs);

        assertThat(joined.failedLeft()).isSameAs(joined.failedLeft());
        assertThat(pipeline.explain().text()).contains("pairs.left.failed").contains("failed records");
    }

    /** The key of a table is read where its stream is keyed, so that is where such records are found. */
    @Test
    void versionsWithoutKeyGoToTheFailedStreamOfTheirSide() {
        CollectingSink<FailedRecord<Item>> right = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("versions");
        Stream<Item> lefts =
                pipeline.read("lefts", ListSource.of(new Item("a", 5)).eventTimeMillis(Item::time));
        KeyedStream<Item, String> rights = pipeline.read(
                        "rights",
                        ListSource.of(new Item("a", 1), new Item(null, 2), new Item(REFUSED, 3))
                                .eventTimeMillis(Item::time))
                .keyBy(Item::key);
        var joined = lefts.asOf("versions", rights.versioned(), Item::key).inner((l, r) -> l.name() + r.name());
        CollectingSink<String> pairs = new CollectingSink<>();
        joined.write("out", pairs);
        joined.failedRight().write("right", right);

        assertThat(joined.failedRight()).isSameAs(rights.failed());
        TestRun.of(pipeline).workers(2).start().runToEnd();
        assertThat(pairs.records()).containsExactly("aa");
        assertThat(right.records())
                .extracting(failure -> failure.record().time())
                .containsExactly(2L, 3L);
    }

    @Test
    void timeGoesOnInTheFailedStream() {
        CollectingSink<WindowResult<String, Long>> failures = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("alarms");
        KeyedStream<Item, String> keyed = pipeline.read(
                        "items", ListSource.of(random(new Random(1), 1_000)).eventTimeMillis(Item::time))
                .keyBy(Item::key);
        keyed.window(tumbling(Duration.ofMillis(50)))
                .aggregate("counts", count())
                .write("out", new CollectingSink<>());
        keyed.failed()
                .keyBy(FailedRecord::error)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("failures", count())
                .write("failures-out", failures);

        TestRun run = TestRun.of(pipeline).workers(3).start().runToEnd();

        assertThat(run.ledger().operator("failures").late()).isZero();
        assertThat(failures.records().stream().mapToLong(WindowResult::value).sum())
                .isEqualTo(run.ledger().operator("keyBy-1").failed())
                .isPositive();
    }

    @Test
    void anErrorFailsTheJobAllTheSame() {
        Pipeline pipeline = Pipeline.named("errors");
        KeyedStream<Item, String> keyed = pipeline.read(
                        "items", ListSource.of(random(new Random(2), 10)).eventTimeMillis(Item::time))
                .keyBy(item -> {
                    throw new AssertionError("wrong program");
                });
        keyed.window(tumbling(Duration.ofMillis(50)))
                .aggregate("counts", count())
                .write("out", new CollectingSink<>());
        keyed.failed().write("failed", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).start();

        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining(
                        "failed in 'keyBy-1' at 'items', list-0, position 0: AssertionError: wrong program");
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void ifNobodyReadsThemTheFirstOneFailsTheJobAndAllStaysAccountedFor() {
        for (long seed = 0; seed < 20; seed++) {
            Pipeline pipeline = Pipeline.named("unread");
            pipeline.read("items", ListSource.of(random(new Random(seed), 500)).eventTimeMillis(Item::time))
                    .keyBy(Item::key)
                    .window(tumbling(Duration.ofMillis(50)))
                    .aggregate("counts", count())
                    .write("out", new CollectingSink<>());
            TestRun run = TestRun.of(pipeline).workers(2).seed(seed).start();

            assertThatThrownBy(run::runToEnd)
                    .as("seed %s", seed)
                    .hasMessageContaining("failed in 'keyBy-1' at 'items', list-0, position ");
            assertThat(run.ledger().operator("keyBy-1").failed()).isEqualTo(1);
            assertThat(run.ledger().imbalances()).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void aFailureDescribesItselfAsThatOfAJob() {
        FailedRecord<String> failure = FailedRecord.of(
                "x",
                Instant.EPOCH,
                "keyBy-1",
                new RecordOrigin("bids", "list-0", 57, "'bids', list-0, position 57"),
                new ArithmeticException("/ by zero"));

        assertThat(failure.describe())
                .isEqualTo("'keyBy-1' at 'bids', list-0, position 57: ArithmeticException: / by zero");
    }
}
