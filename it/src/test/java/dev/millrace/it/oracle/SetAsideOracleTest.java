package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collectSet;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedPair;
import dev.millrace.api.failure.FailedResult;
import dev.millrace.api.failure.FailedTimer;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.table.RowKind;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Functions of aggregates, tables, patterns and pairs that throw for some records, rows, pairs or results, beside the same pipelines
 * without these: all else is the same, and what failed is a letter once.
 */
@Timeout(120)
class SetAsideOracleTest {

    private static final String[] KINDS = {
        "numbers",
        "objects",
        "sliding",
        "session",
        "trailing",
        "assigned",
        "merging",
        "timer",
        "result",
        "running",
        "rows",
        "table",
        "tables",
        "pairs",
        "windowed",
        "pattern",
        "versions"
    };

    /** A record, and whether functions throw for it. */
    record Item(int split, int position, long time, boolean isBad) {

        String key() {
            return "k" + position % 5;
        }

        long number() {
            return position % 17;
        }

        /** Throws if functions are to, for this. */
        Item checked(boolean isChecked) {
            if (isChecked && isBad) {
                throw new IllegalStateException("not " + this);
            }
            return this;
        }
    }

    /** Changes its accumulator, and only then throws. */
    private record HalfWay(boolean isChecked) implements Aggregate<Item, long[], Long> {

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public long[] add(long[] sum, Item item) {
            sum[0] += item.number() + 1;
            item.checked(isChecked);
            return sum;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }

        @Override
        public Long result(long[] sum) {
            return sum[0];
        }
    }

    /** One window for each record if they merge, or else up to two. */
    private record Own(boolean isChecked, boolean isMerging) implements AssignedWindows<Item> {

        @Override
        public void assign(Item item, long timestampMillis, Collector windows) {
            if (!isMerging && item.number() % 3 == 0) {
                windows.add(timestampMillis - timestampMillis % 100, timestampMillis + 50);
            }
            item.checked(isChecked);
            windows.add(timestampMillis, timestampMillis + 20 + item.number());
        }

        @Override
        public String describe() {
            return "own";
        }
    }

    /** Gives the time of a key's timer twice, or not at all where it is a bad one. */
    private record Delay(boolean isFaulty) implements ProcessFunction<String, Item, String> {

        @Override
        public void process(RecordContext<String, Item, String> item) {
            item.eventTimers().setMillis(item.timestampMillis() + 15);
        }

        @Override
        public void onTimer(TimerContext<String, String> timer) {
            boolean isBad = timer.timeMillis() % 4 == 1;
            if (!isBad || isFaulty) {
                timer.emit(timer.key() + " " + timer.timeMillis());
            }
            if (isBad && isFaulty) {
                throw new IllegalStateException("not " + timer.timeMillis());
            }
        }
    }

    private final Map<String, Integer> failed = new HashMap<>();

    @Test
    void allElseIsTheSameAndWhatFailedIsALetterOnce() {
        Seeds.run(Seeds.cases(85, 5_000), seed -> new Case(seed).check());
        if (!Seeds.isOne()) {
            assertThat(failed.keySet()).containsExactlyInAnyOrder(KINDS);
            assertThat(failed.values()).allSatisfy(times -> assertThat(times).isGreaterThan(20));
        }
    }

    private final class Case {

        private final long seed;
        private final String kind;
        private final List<List<Item>> splits = new ArrayList<>();
        private final int workers;

        Case(long seed) {
            this.seed = seed;
            Random random = new Random(seed);
            kind = Seeds.inTurn(seed, KINDS);
            workers = 1 + random.nextInt(3);
            int oneIn = 2 + random.nextInt(12);
            for (int split = random.nextInt(3); split >= 0; split--) {
                List<Item> items = new ArrayList<>();
                for (int position = 0, end = 20 + random.nextInt(60); position < end; position++) {
                    long time = position * 10L + random.nextInt(40);
                    items.add(new Item(splits.size(), position, time, random.nextInt(oneIn) == 0));
                }
                splits.add(items);
            }
        }

        void check() {
            Outcome faulty = new Outcome(true);
            Outcome without = new Outcome(false);
            assertThat(faulty.results).as("%s", this).isEqualTo(without.results);
            assertThat(without.letters).as("%s", this).isEmpty();
            assertThat(faulty.letters.values())
                    .as("%s: %s", this, faulty.letters)
                    .allMatch(times -> times == 1);
            if (isOfRecords()) {
                Map<String, Integer> expected = new TreeMap<>();
                splits.forEach(split -> split.stream()
                        .filter(Item::isBad)
                        .forEach(item -> expected.merge(item.toString(), 1, Integer::sum)));
                assertThat(faulty.letters).as("%s", this).isEqualTo(expected);
                assertThat(faulty.failedInLedger).as("%s", this).isEqualTo(expected.size());
            } else {
                assertThat(faulty.failedInLedger).as("%s", this).isZero();
            }
            failed.merge(kind, faulty.letters.size(), Integer::sum);
        }

        /** Whether records themselves are set aside, and counted as failed. */
        private boolean isOfRecords() {
            return switch (kind) {
                case "timer", "result", "table", "tables", "pairs", "windowed", "pattern" -> false;
                default -> true;
            };
        }

        @Override
        public String toString() {
            return kind + " on " + workers + " workers, -Dmillrace.seed=" + seed;
        }

        /** A run; with functions that throw, or with filters that leave out what they would throw for. */
        private final class Outcome {

            final Map<String, Integer> results = new TreeMap<>();
            final Map<String, Integer> letters = new TreeMap<>();
            final long failedInLedger;

            private final boolean isFaulty;
            private final CollectingSink<String> sink = new CollectingSink<>();

            Outcome(boolean isFaulty) {
                this.isFaulty = isFaulty;
                CollectingSink<DeadLetter> given = new CollectingSink<>();
                Pipeline pipeline = Pipeline.named("faulty");
                build(pipeline);
                pipeline.deadLetters().write("letters", given);
                TestRun run = Crashes.sometimes(
                                TestRun.of(pipeline).workers(workers).seed(seed), seed / KINDS.length)
                        .start()
                        .runToEnd();
                sink.records().forEach(this::add);
                results.values().removeIf(times -> times == 0);
                for (DeadLetter letter : given.records()) {
                    assertThat(letter.stack()).contains("not ");
                    letters.merge(name(letter), 1, Integer::sum);
                }
                failedInLedger = run.ledger().operators().stream()
                        .mapToLong(row -> row.failed())
                        .sum();
            }

            private String name(DeadLetter letter) {
                Object record = letter.record(Object.class, Codecs.STANDARD.knowing(Item.class));
                if (record instanceof Item item) {
                    assertThat(letter.split()).isEqualTo("list-" + item.split());
                    assertThat(letter.position()).isEqualTo(item.position());
                    return item.toString();
                }
                assertThat(record)
                        .isInstanceOfAny(FailedPair.class, FailedResult.class, FailedTimer.class, Change.class);
                return letter.timestamp() + " " + record;
            }

            private Stream<Item> read(Pipeline pipeline, String name) {
                return pipeline.read(
                        name,
                        ListSource.ofSplits(splits).eventTimeMillis(Item::time).outOfOrderBy(Duration.ofSeconds(1)));
            }

            private void build(Pipeline pipeline) {
                Stream<Item> items = read(pipeline, "items");
                Stream<Item> good = isFaulty || !isOfRecords() ? items : items.filter(item -> !item.isBad());
                switch (kind) {
                    case "pairs" -> pairs(items, read(pipeline, "others"));
                    case "windowed" -> windowed(items, read(pipeline, "others"));
                    case "versions" -> versions(items, good);
                    default -> build(pipeline, good.keyBy(Item::key));
                }
            }

            private void build(Pipeline pipeline, KeyedStream<Item, String> keyed) {
                Duration length = Duration.ofMillis(100);
                switch (kind) {
                    case "numbers" ->
                        window(
                                keyed,
                                tumbling(length),
                                summary(item -> item.checked(isFaulty).number()));
                    case "objects" -> window(keyed, tumbling(length), objects());
                    case "sliding" -> window(keyed, sliding(length, Duration.ofMillis(20)), objects());
                    case "session" -> window(keyed, session(Duration.ofMillis(30)), objects());
                    case "trailing" -> window(keyed, trailing(length), objects());
                    case "assigned", "merging" -> window(keyed, new Own(isFaulty, kind.equals("merging")), count());
                    case "timer" -> keyed.process("it", new Delay(isFaulty)).write("out", sink);
                    case "result" -> results(keyed);
                    case "running" -> write(keyed.aggregate("it", objects()).map(Object::toString));
                    case "rows" -> write(keyed.toTable("it", item -> item.checked(isFaulty)));
                    case "table" -> table(keyed);
                    case "tables" -> tables(keyed, read(pipeline, "others"));
                    default -> pattern(keyed);
                }
            }

            private Aggregate<Item, ?, String> objects() {
                return allOf(
                        collectSet(Item::toString),
                        new HalfWay(isFaulty),
                        groupingBy(item -> item.number() % 2, count()),
                        (all, sum, byNumber) -> all.size() + " " + sum + " " + byNumber);
            }

            private void window(
                    KeyedStream<Item, String> keyed, WindowSpec<? super Item> window, Aggregate<Item, ?, ?> it) {
                keyed.window(window)
                        .aggregate("it", it)
                        .map(result -> result.key() + " " + result.start() + " " + result.value())
                        .write("out", sink);
            }

            private void results(KeyedStream<Item, String> keyed) {
                Aggregate<Item, ?, Long> sums = new HalfWay(false).andThen(sum -> {
                    if (isFaulty && sum % 3 == 0) {
                        throw new IllegalStateException("not " + sum);
                    }
                    return sum;
                });
                keyed.window(sliding(Duration.ofMillis(100), Duration.ofMillis(50)))
                        .aggregate("it", sums)
                        .filter(result -> result.value() % 3 != 0)
                        .map(Object::toString)
                        .write("out", sink);
            }

            private void write(Table<String, ?> table) {
                table.toStream("rows").map(Outcome::sign).write("out", sink);
            }

            private static String sign(RowChange<String, ?> change) {
                boolean isThere = change.kind() == RowKind.INSERT || change.kind() == RowKind.UPDATE_AFTER;
                return (isThere ? "+" : "-") + change.key() + " " + change.value();
            }

            /** Rows that went again are none: which there are in between depends on the order of splits. */
            private void add(String result) {
                boolean isGone = result.startsWith("-");
                boolean isRow = isGone || result.startsWith("+");
                results.merge(isRow ? result.substring(1) : result, isGone ? -1 : 1, Integer::sum);
            }

            private void table(KeyedStream<Item, String> keyed) {
                Table<String, Item> rows = keyed.toTable("all");
                Table<String, Item> mapped =
                        isFaulty ? rows.map(item -> item.checked(true)) : rows.filter("it", item -> !item.isBad());
                write(mapped);
            }

            private void tables(KeyedStream<Item, String> keyed, Stream<Item> others) {
                Table<String, Item> right = others.keyBy(Item::key).toTable("right");
                Table<String, String> joined = keyed.toTable("left")
                        .join("it", right)
                        .inner((l, r) -> l.checked(isFaulty).isBad() ? "bad" : l + " " + r);
                write(joined.filter("good", pair -> !pair.equals("bad")));
            }

            private void pairs(Stream<Item> items, Stream<Item> others) {
                items.join("it", others)
                        .on(Item::key, Item::key)
                        .between(Duration.ofMillis(30), Duration.ofMillis(30))
                        .inner((l, r) -> r.checked(isFaulty).isBad() ? "bad" : l + " " + r)
                        .filter(pair -> !pair.equals("bad"))
                        .write("out", sink);
            }

            private void windowed(Stream<Item> items, Stream<Item> others) {
                items.join("it", others)
                        .on(Item::key, Item::key)
                        .within(tumbling(Duration.ofMillis(50)))
                        .leftOuter((l, r) -> l.checked(isFaulty).isBad() ? "bad" : l + " " + r)
                        .filter(pair -> !pair.equals("bad"))
                        .write("out", sink);
            }

            private void pattern(KeyedStream<Item, String> keyed) {
                Pattern<Item> pattern = Pattern.<Item>begin("even", item -> item.number() % 2 == 0)
                        .followedBy("odd", item -> !item.checked(isFaulty).isBad() && item.number() % 2 == 1)
                        .within(Duration.ofMillis(200));
                keyed.match("it", seed % 2 == 0 ? pattern : pattern.skipToNext())
                        .map(Object::toString)
                        .write("out", sink);
            }

            private void versions(Stream<Item> items, Stream<Item> good) {
                items.asOf(
                                "it",
                                good.keyBy(Item::key)
                                        .versioned(
                                                item -> item.checked(isFaulty).number() == 3),
                                Item::key)
                        .inner((item, version) -> item + " " + version)
                        .write("out", sink);
            }
        }
    }
}
