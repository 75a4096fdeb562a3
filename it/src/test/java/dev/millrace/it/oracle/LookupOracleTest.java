package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.LookedUpStream;
import dev.millrace.api.stream.LookupJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.LateRecord;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Lookups against a table in memory: whatever the order of answers, failures, caches and batches of keys, the results are
 * those of a map, and a window behind them sees the same records in time and the same ones late.
 */
class LookupOracleTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    record Event(int serial, int split, long key, long time) {}

    record Enriched(Event event, @Nullable String answer) {}

    /** What a seed decides about a lookup. */
    record Limits(
            boolean isOrdered,
            boolean isOuter,
            int inFlightMax,
            int keysMax,
            int retries,
            int cacheEntries,
            int failuresPerKey,
            boolean isEverSilent) {

        static Limits random(Random random) {
            return new Limits(
                    random.nextBoolean(),
                    random.nextBoolean(),
                    1 + random.nextInt(random.nextBoolean() ? 5 : 100),
                    random.nextBoolean() ? 1 : 1 + random.nextInt(20),
                    random.nextInt(3),
                    random.nextBoolean() ? 0 : 1 + random.nextInt(30),
                    random.nextInt(4),
                    random.nextInt(4) == 0);
        }

        /** Whether a key has no answer however often it is asked for. */
        boolean failsAlways(long key) {
            return key % 11 == 3 || isSilent(key);
        }

        /** Whether a key has an answer at once, unless it is asked for together with one that fails. */
        boolean failsNever(long key) {
            return !failsAlways(key) && keysMax == 1 && failures(key) == 0;
        }

        /** Whether a question about a key is never answered. */
        boolean isSilent(long key) {
            return isEverSilent && key % 13 == 5;
        }

        /** How often a question about a key fails before it is answered. */
        long failures(long key) {
            return keysMax > 1 ? 0 : key % (failuresPerKey + 1);
        }
    }

    private static @Nullable String truth(long key) {
        return key % 7 == 0 ? null : "v" + key;
    }

    /** The outside system. */
    private static final class Desk {

        final Random random;
        final Limits limits;
        final List<Runnable> open = new ArrayList<>();
        final Map<Long, Long> failures = new HashMap<>();
        long answers;
        long outOfOrder;

        Desk(Random random, Limits limits) {
            this.random = random;
            this.limits = limits;
        }

        Lookup<Long, String> lookup() {
            return limits.keysMax() == 1
                    ? Lookup.async(this::askOne)
                    : Lookup.asyncBatch(limits.keysMax(), Duration.ofMillis(random.nextInt(3)), this::askAll);
        }

        CompletionStage<String> askOne(long key) throws IOException {
            CompletableFuture<String> answer = new CompletableFuture<>();
            if (limits.isSilent(key)) {
                return answer;
            }
            boolean isToFail = key % 11 == 3 || failures.merge(key, 1L, Long::sum) % (limits.failures(key) + 1) != 0;
            if (isToFail && random.nextInt(10) == 0) {
                throw new IOException("at once");
            }
            settle(() -> {
                if (isToFail) {
                    answer.completeExceptionally(new IOException("later"));
                } else {
                    answer.complete(truth(key));
                }
            });
            return answer;
        }

        CompletionStage<Map<Long, String>> askAll(List<Long> keys) {
            Verdict.require(
                    keys.size() <= limits.keysMax() && keys.stream().distinct().count() == keys.size(),
                    () -> "asked for " + keys);
            CompletableFuture<Map<Long, String>> answer = new CompletableFuture<>();
            if (keys.stream().anyMatch(limits::isSilent)) {
                return answer;
            }
            settle(() -> {
                if (keys.stream().anyMatch(key -> key % 11 == 3)) {
                    answer.completeExceptionally(new IOException("one of " + keys));
                    return;
                }
                Map<Long, String> answers = new HashMap<>();
                for (long key : keys) {
                    if (truth(key) != null) {
                        answers.put(key, truth(key));
                    }
                }
                answer.complete(answers);
            });
            return answer;
        }

        private void settle(Runnable question) {
            if (random.nextInt(10) == 0) {
                question.run();
            } else {
                open.add(question);
            }
        }

        void answerSome() {
            for (int i = random.nextInt(open.size() + 1) + 1; i > 0 && !open.isEmpty(); i--) {
                int chosen = random.nextInt(open.size());
                outOfOrder += chosen > 0 ? 1 : 0;
                answers++;
                open.remove(chosen).run();
            }
        }
    }

    /** Over all cases. */
    private final long[] totals = new long[5];

    @Test
    void aLookupIsAMapThatTakesItsTime() {
        Seeds.run(Seeds.cases(150, 3_000), this::check);
        System.out.printf(
                "lookups: %d answers, %d out of order, %d failed records, %d late ones, %d timeouts%n",
                totals[0], totals[1], totals[2], totals[3], totals[4]);
        if (!Seeds.isOne()) {
            Verdict.require(Arrays.stream(totals).allMatch(total -> total > 100), () -> Arrays.toString(totals));
        }
    }

    private void check(long seed) {
        Random random = new Random(seed * 31 + 7);
        Limits limits = Limits.random(random);
        List<List<Event>> splits = splits(random);
        Desk desk = new Desk(random, limits);
        Case looked = new Case(seed, splits);
        LookupJoin<Event, String> join = looked.events
                .lookup("lookup", Event::key, desk.lookup())
                .inFlightMax(limits.inFlightMax())
                .timeout(TIMEOUT)
                .retries(limits.retries(), Duration.ofMillis(random.nextInt(20)));
        join = limits.isOrdered() ? join : join.unordered();
        join = limits.cacheEntries() == 0 ? join : join.cache(limits.cacheEntries(), Duration.ofMillis(50));
        LookedUpStream<Event, Enriched> results =
                limits.isOuter() ? join.leftOuter(Enriched::new) : join.inner(Enriched::new);
        results.write("results", looked.results);
        results.failed().write("failed", looked.failed);
        looked.window(results);
        TestRun run = looked.start((int) (1 + seed % 4));
        drive(run, desk, limits, (int) (1 + seed % 4));

        // Who fails when questions about a key fail now and then, or with others, only the failures can tell.
        Set<Integer> failed = new HashSet<>();
        looked.failed.records().forEach(failure -> failed.add(failure.record().serial()));
        splits.forEach(split -> split.forEach(event -> Verdict.require(
                failed.contains(event.serial()) ? !limits.failsNever(event.key()) : !limits.failsAlways(event.key()),
                () -> event + " has failed, or has not, with " + limits)));
        Verdict.require(
                failed.size() == looked.failed.records().size()
                        && failed.size() == run.ledger().operator("lookup").failed(),
                () -> "failed records of " + limits);
        Case mapped = new Case(seed, splits);
        Stream<Enriched> model = mapped.events
                .filter(event -> !failed.contains(event.serial()))
                .map(event -> new Enriched(event, truth(event.key())))
                .filter(enriched -> limits.isOuter() || enriched.answer() != null);
        model.write("results", mapped.results);
        mapped.window(model);
        mapped.start(1).runToEnd();

        requireSame(looked, mapped, splits, limits);
        totals[0] += desk.answers;
        totals[1] += desk.outOfOrder;
        totals[2] += looked.failed.records().size();
        totals[3] += looked.late.records().size();
        totals[4] += run.lookup("lookup").timeouts();
    }

    private static void drive(TestRun run, Desk desk, Limits limits, int workers) {
        for (int rounds = 0; !run.runUntilIdle().status().isEnd(); rounds++) {
            long inFlight = run.lookup("lookup").inFlight();
            Verdict.require(
                    inFlight <= (long) limits.inFlightMax() * workers, () -> inFlight + " in flight, " + limits);
            int stuck = rounds;
            Verdict.require(stuck < 1_000_000, () -> "never ends: " + limits);
            if (desk.open.isEmpty()) {
                // Pauses before retries, and what is never answered.
                run.clock().advance(limits.isEverSilent() ? TIMEOUT : Duration.ofMillis(50));
            } else {
                desk.answerSome();
                run.clock().advance(Duration.ofMillis(desk.random.nextInt(20)));
            }
        }
        run.runToEnd();
        Verdict.require(
                run.ledger().imbalances().isEmpty(),
                () -> "ledger: " + run.ledger().imbalances());
    }

    private static void requireSame(Case looked, Case mapped, List<List<Event>> splits, Limits limits) {
        Verdict.requireSame(
                bySerial(looked.results.records()), bySerial(mapped.results.records()), "results of " + limits);
        if (limits.isOrdered()) {
            for (int split = 0; split < splits.size(); split++) {
                int one = split;
                List<Integer> serials = looked.results.records().stream()
                        .filter(result -> result.event().split() == one)
                        .map(result -> result.event().serial())
                        .toList();
                Verdict.require(
                        serials.equals(serials.stream().sorted().toList()), () -> "order " + serials + " of " + limits);
            }
        }
        Verdict.requireSame(
                sorted(looked.windows.records()), sorted(mapped.windows.records()), "windows behind " + limits);
        Verdict.requireSame(
                sorted(looked.late.records()), sorted(mapped.late.records()), "late records behind " + limits);
    }

    private static List<Object> bySerial(List<Enriched> results) {
        return new ArrayList<>(results.stream()
                .sorted(Comparator.comparing(result -> result.event().serial()))
                .toList());
    }

    private static List<Object> sorted(List<?> records) {
        return new ArrayList<>(records.stream().map(Object::toString).sorted().toList());
    }

    /** One pipeline. */
    private static final class Case {

        final CollectingSink<Enriched> results = new CollectingSink<>();
        final CollectingSink<FailedRecord<Event>> failed = new CollectingSink<>();
        final CollectingSink<String> windows = new CollectingSink<>();
        final CollectingSink<Integer> late = new CollectingSink<>();
        final Pipeline pipeline;
        final Stream<Event> events;
        final long seed;

        final int splitCount;

        Case(long seed, List<List<Event>> splits) {
            this.seed = seed;
            splitCount = splits.size();
            pipeline = Pipeline.named("case-" + seed);
            events = pipeline.read(
                    "events",
                    ListSource.ofSplits(splits).eventTimeMillis(Event::time).outOfOrderBy(Duration.ofMillis(20)));
        }

        void window(Stream<Enriched> enriched) {
            WindowedResults<Enriched, Long, List<Integer>> counts = enriched.keyBy(
                            result -> result.event().key() % 5)
                    .window(tumbling(Duration.ofMillis(40)))
                    .aggregate("windows", collect(result -> result.event().serial()));
            counts.map(result -> result.key() + " " + result.start() + " "
                            // Which split ends last is a matter of turns.
                            + (splitCount == 1 ? result.closedBy() : "")
                            + result.value().stream().sorted().toList())
                    .write("windows-out", windows);
            counts.late()
                    .map(LateRecord::record)
                    .map(result -> result.event().serial())
                    .write("late", late);
        }

        TestRun start(int workers) {
            TestRun.Builder builder = Crashes.sometimes(
                            TestRun.of(pipeline).workers(workers).seed(seed), seed)
                    .withSameWorkers();
            return (seed % 10 == 0 ? builder : builder.withoutChecks()).start();
        }
    }

    private static List<List<Event>> splits(Random random) {
        List<List<Event>> splits = new ArrayList<>();
        int splitCount = 1 + random.nextInt(3);
        int keys = 1 + random.nextInt(random.nextBoolean() ? 10 : 200);
        int serial = 0;
        for (int split = 0; split < splitCount; split++) {
            List<Event> events = new ArrayList<>();
            int count = random.nextInt(random.nextBoolean() ? 20 : 300);
            long time = 0;
            for (int i = 0; i < count; i++) {
                time += random.nextInt(6);
                // Within the bound as a rule; some are late.
                long back = random.nextInt(random.nextInt(20) == 0 ? 200 : 20);
                events.add(new Event(serial++, split, random.nextInt(keys), Math.max(0, time - back)));
            }
            splits.add(events);
        }
        return splits;
    }
}
