package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.AsOf;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TableJoin;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.window.LateRecord;
import dev.millrace.it.oracle.AsOfModel.Pair;
import dev.millrace.it.oracle.AsOfModel.Version;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Joins with a table against nested loops: every mode whose answers do not depend on who comes first. */
class AsOfOracleTest {

    private enum Mode {
        INNER,
        LEFT_OUTER,
        EACH,
        TELL,
        OF_CHANGES,
        BOOTSTRAP_FIRST
    }

    private enum Seen {
        CASES,
        RECORDS,
        VERSIONS,
        MATCHED,
        LATE_RECORDS,
        LATE_VERSIONS,
        OUT_OF_ORDER_VERSIONS,
        INCOMPLETE,
        BROADCAST,
        EMPTY_TABLES,
        EMPTY_STREAMS
    }

    private static final int MODES = Mode.values().length;

    private final Map<Seen, LongAdder> seen = new EnumMap<>(Seen.class);

    private void count(Seen what, long many) {
        seen.computeIfAbsent(what, any -> new LongAdder()).add(many);
    }

    @Test
    void aJoinWithATableIsANestedLoop() {
        Seeds.run(Seeds.cases(25 * MODES, 420 * MODES), this::check);
        System.out.println("as-of joins: " + seen);
        if (!Seeds.isOne()) {
            for (Seen what : Seen.values()) {
                Verdict.require(seen.containsKey(what) && seen.get(what).sum() > 0, () -> "never seen: " + what);
            }
        }
    }

    private void check(long seed) {
        new Case(seed, Seeds.inTurn(seed, Mode.values())).check();
    }

    /** What came out for a record. */
    private record Result(
            Item record, @Nullable Item version, @Nullable Instant since, boolean isComplete) {

        Pair pair() {
            return new Pair(record.serial(), version == null ? AsOfModel.NONE : version.serial());
        }
    }

    private final class Case {

        final long seed;
        final Mode mode;
        final Random random;
        final Keys keys;
        final int workers;
        final boolean isBroadcast;
        final boolean hasDeletions;
        final @Nullable Long maxAge;
        final Input stream;
        final Input table;
        final CollectingSink<Result> results = new CollectingSink<>();
        final CollectingSink<LateRecord<Item>> lateRecords = new CollectingSink<>();
        final CollectingSink<LateRecord<Item>> lateVersions = new CollectingSink<>();

        Case(long seed, Mode mode) {
            this.seed = seed;
            this.mode = mode;
            random = new Random(seed * 31 + 7);
            keys = Seeds.any(random, Keys.values());
            workers = 1 + random.nextInt(4);
            isBroadcast = random.nextInt(3) == 0;
            boolean isInOneSplit = mode == Mode.OF_CHANGES || mode == Mode.BOOTSTRAP_FIRST;
            hasDeletions = mode != Mode.OF_CHANGES && random.nextBoolean();
            maxAge = random.nextInt(3) == 0 ? (long) random.nextInt(3_000) : null;
            Input.Shape shape = Input.Shape.random(random, false);
            stream = orEmpty(Input.random(random, shape.withDisorder(disorder(shape, false))));
            Input.Shape ofTable = Input.Shape.random(random, isInOneSplit)
                    .startingAt(shape.startMillis() + random.nextInt(2_000) - 1_000);
            table = orEmpty(
                    Input.random(random, ofTable.withDisorder(disorder(ofTable, mode == Mode.BOOTSTRAP_FIRST))));
        }

        private Input orEmpty(Input input) {
            return random.nextInt(20) > 0
                    ? input
                    : new Input(Collections.nCopies(input.splits.size(), List.of()), input.boundMillis);
        }

        private long disorder(Input.Shape shape, boolean isBound) {
            return isBound || random.nextInt(3) > 0
                    ? random.nextLong(shape.boundMillis() + 1)
                    : shape.boundMillis() + random.nextInt(300);
        }

        private TimedSource<Item> source(Input input) {
            return ListSource.<Item>ofSplits(input.splits)
                    .eventTimeMillis(Item::time)
                    .outOfOrderBy(Duration.ofMillis(input.boundMillis));
        }

        private VersionedTable<Object, Item> versions(Pipeline pipeline) {
            KeyedStream<Item, Object> keyed =
                    pipeline.read("table", source(table)).keyBy(keys.ofEngine);
            if (mode == Mode.OF_CHANGES) {
                return keyed.aggregate("newest", lastArrived()).versioned();
            }
            return hasDeletions ? keyed.versioned(AsOfModel::isDeletion) : keyed.versioned();
        }

        private Aggregate<Item, ?, Item> lastArrived() {
            return Aggregates.reduce(item -> item, (before, after) -> after);
        }

        private JoinedStream<Item, Item, Result> join(Stream<Item> items, VersionedTable<Object, Item> versions) {
            TableJoin<Item, Item> join = isBroadcast
                    ? items.broadcastJoin(OracleRun.OPERATOR, versions, keys.ofEngine)
                            .atEventTime()
                    : items.asOf(OracleRun.OPERATOR, versions, keys.ofEngine);
            if (maxAge != null) {
                join = join.within(Duration.ofMillis(maxAge));
            }
            if (random.nextInt(4) == 0) {
                join = join.lead(Duration.ofMillis(random.nextInt(100)));
            }
            return switch (mode) {
                case INNER -> join.inner((item, version) -> new Result(item, version, null, true));
                case LEFT_OUTER, OF_CHANGES -> join.leftOuter((item, version) -> new Result(item, version, null, true));
                case EACH -> join.each(Case::told);
                case TELL -> join.onIncomplete(OnIncomplete.TELL).each(Case::told);
                case BOOTSTRAP_FIRST -> join.bootstrapFirst().each(Case::told);
            };
        }

        private static Result told(Item item, AsOf<Item> asOf) {
            return new Result(item, asOf.value(), asOf.since(), asOf.isComplete());
        }

        void check() {
            Pipeline pipeline = Pipeline.named("case-" + seed);
            // In either order: which source is read first must not matter.
            Stream<Item> items = random.nextBoolean() ? pipeline.read("items", source(stream)) : null;
            VersionedTable<Object, Item> versions = versions(pipeline);
            JoinedStream<Item, Item, Result> joined =
                    join(items == null ? pipeline.read("items", source(stream)) : items, versions);
            joined.write("results-sink", results);
            joined.lateLeft().write("late-records", lateRecords);
            joined.lateRight().write("late-versions", lateVersions);
            TestRun.Builder builder =
                    Crashes.sometimes(TestRun.of(pipeline).workers(workers).seed(seed), seed);
            if (isBroadcast) {
                // Every task has a copy of the table in its account.
                builder.withSameWorkers();
            }
            Ledger ledger = (seed % 10 == 0 ? builder : builder.withoutChecks())
                    .start()
                    .runToEnd()
                    .ledger();
            Verdict.require(ledger.imbalances().isEmpty(), () -> "ledger: " + ledger.imbalances());
            compare(ledger);
        }

        private AsOfModel model() {
            return mode == Mode.OF_CHANGES
                    ? AsOfModel.ofChanges(stream, table, keys, maxAge)
                    : AsOfModel.ofVersions(stream, table, keys, maxAge, hasDeletions);
        }

        private void compare(Ledger ledger) {
            AsOfModel model = model();
            boolean isAnyLate = mode != Mode.BOOTSTRAP_FIRST;
            List<Pair> expected = new ArrayList<>();
            List<Item> read = isAnyLate ? model.onTime() : stream.items;
            int unmatched = 0;
            for (Item item : read) {
                Version version = isAnyLate ? model.asOf(item, keys) : model.newest(item, keys);
                unmatched += version == null ? 1 : 0;
                if (mode != Mode.INNER || version != null) {
                    expected.add(AsOfModel.pair(item, version));
                }
            }
            List<Result> complete = results.records();
            if (mode == Mode.TELL) {
                complete = complete.stream().filter(Result::isComplete).toList();
                requireTold(model, expected);
            } else {
                Verdict.requireSame(complete.stream().map(Result::pair).toList(), expected, "results of " + mode);
            }
            for (Result result : complete) {
                Verdict.require(result.isComplete(), () -> "not complete: " + result);
                Item version = result.version();
                Instant since =
                        mode == Mode.INNER || mode == Mode.LEFT_OUTER || mode == Mode.OF_CHANGES || version == null
                                ? null
                                : Instant.ofEpochMilli(version.time());
                Verdict.requireEqual(result.since(), since, () -> "time of the version of " + result);
            }
            List<Item> late = isAnyLate ? model.late(stream) : List.of();
            List<Item> tooLate = isAnyLate && mode != Mode.OF_CHANGES ? model.late(table) : List.of();
            Verdict.requireSame(records(lateRecords), late, "late records");
            Verdict.requireSame(records(lateVersions), tooLate, "late versions");
            int copies = isBroadcast ? Math.min(workers, stream.splits.size()) : 1;
            Verdict.requireLedger(
                    ledger,
                    stream.items.size() + (long) copies * table.items.size(),
                    mode == Mode.INNER ? unmatched : 0,
                    late.size() + (long) copies * tooLate.size(),
                    0);
            count(Seen.CASES, 1);
            count(Seen.RECORDS, stream.items.size());
            count(Seen.VERSIONS, table.items.size());
            count(Seen.MATCHED, read.size() - unmatched);
            count(Seen.LATE_RECORDS, late.size());
            count(Seen.LATE_VERSIONS, tooLate.size());
            count(Seen.OUT_OF_ORDER_VERSIONS, outOfOrder());
            count(Seen.INCOMPLETE, results.records().size() - complete.size());
            count(Seen.BROADCAST, isBroadcast ? 1 : 0);
            count(Seen.EMPTY_TABLES, table.items.isEmpty() ? 1 : 0);
            count(Seen.EMPTY_STREAMS, stream.items.isEmpty() ? 1 : 0);
        }

        /** What is told to be complete is the answer; and every record has one. */
        private void requireTold(AsOfModel model, List<Pair> expected) {
            Map<Integer, Integer> versionOf = new HashMap<>();
            expected.forEach(pair -> versionOf.put(pair.record(), pair.version()));
            for (Result result : results.records()) {
                Integer version = versionOf.remove(result.record().serial());
                Verdict.require(version != null, () -> "twice, or late: " + result);
                Verdict.require(
                        !result.isComplete() || result.pair().version() == version,
                        () -> "told to be complete: " + result + " instead of " + version);
                Verdict.require(
                        result.version() == null
                                || result.version().time() <= result.record().time(),
                        () -> "a version of the future: " + result);
            }
            Verdict.require(versionOf.isEmpty(), () -> "no result for " + versionOf.keySet());
            Verdict.require(model.stream == stream, () -> "the model is of the same records");
        }

        private List<Item> records(CollectingSink<LateRecord<Item>> sink) {
            return sink.records().stream().map(LateRecord::record).toList();
        }

        private long outOfOrder() {
            long count = 0;
            for (List<Item> split : table.splits) {
                for (int i = 1; i < split.size(); i++) {
                    count += split.get(i).time() < split.get(i - 1).time() ? 1 : 0;
                }
            }
            return count;
        }
    }
}
