package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.collect;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.pattern.AfterMatch.Target;
import dev.millrace.api.pattern.Contiguity;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Random patterns over random records: the matches of each key in their order, what ran out of time, the event times of both, late
 * records and the ledger must be those of the model, whatever the workers, batches, queues and order of steps.
 */
class PatternOracleTest {

    private static final Tally TALLY = new Tally();

    @AfterAll
    static void distribution() {
        System.out.println("Patterns, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireHalf("late records");
            TALLY.requireHalf("matches");
            TALLY.requireSome("matches of several records");
            TALLY.requireHalf("partial matches that ran out of time");
            for (Contiguity contiguity : Contiguity.values()) {
                TALLY.requireSome("with " + contiguity);
            }
            for (Target target : Target.values()) {
                TALLY.requireSome("after match: " + target);
            }
        }
    }

    /** What comes out, without what need not be the same. */
    private record Seen(Map<String, List<Integer>> serials) {}

    @Test
    void matchesAreThoseThatTryingFinds() {
        Seeds.run(Seeds.cases(700, 5_000), PatternOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 31 + 7);
        boolean isUnbounded = random.nextInt(8) == 0;
        Target target = Seeds.inTurn(seed, Target.values());
        PatternSpec spec = PatternSpec.random(random, isUnbounded, target);
        Input input = input(random);
        Keys keys = Seeds.any(random, Keys.values());
        int workers = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(3);
        Run run = new Run(seed, spec, input, keys, workers);

        List<Item> late = input.items.stream()
                .filter(item -> input.isBehind(item, item.time()))
                .toList();
        Verdict.requireSame(run.late.records().stream().map(LateRecord::record).toList(), late, "late records");
        Verdict.requireLedger(run.ledger, input.items.size(), 0, late.size(), 0);

        Map<Object, List<Item>> rows = new LinkedHashMap<>();
        input.items.stream()
                .filter(item -> !input.isBehind(item, item.time()))
                .sorted(Item.ORDER)
                .forEach(item -> rows.computeIfAbsent(keys.of(item), key -> new ArrayList<>())
                        .add(item));
        Map<Object, List<Seen>> matches = run.byKey(run.matches.records());
        Map<Object, List<Seen>> timedOut = run.byKey(run.timedOut.records());
        Expected expected = new Expected(spec, rows);
        Verdict.requireEqual(matches, expected.matches, () -> "matches of " + spec);
        if (!isUnbounded) {
            Verdict.requireEqual(timedOut, expected.timedOut, () -> "timed out of " + spec);
        }
        Verdict.requireSame(run.times(run.matchTimes), expected.matchTimes, "times of matches of " + spec);
        Verdict.requireSame(run.times(run.timedOutTimes), expected.timedOutTimes, "times of timed out of " + spec);
        tally(spec, input, workers, late.size(), expected);
    }

    private static Input input(Random random) {
        long bound = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
        long disorder = switch (random.nextInt(5)) {
            case 0 -> bound;
            case 1 -> 20 * bound + 300;
            default -> 3 * bound + 40;
        };
        int splits = 1 + random.nextInt(3);
        int keys = 1 + random.nextInt(8);
        int records = 5 + random.nextInt(30) * keys / splits;
        int pace = 1 + random.nextInt(random.nextBoolean() ? 4 : 25);
        long start = random.nextBoolean() ? random.nextInt(2_000) - 1_000 : 1_600_000_000_000L;
        return Input.random(
                random, new Input.Shape(splits, records / 2, records, keys, pace, bound, disorder, 200, start, false));
    }

    private static void tally(PatternSpec spec, Input input, int workers, long late, Expected expected) {
        TALLY.add(input, workers, late);
        TALLY.count("after match: " + spec.target(), true);
        TALLY.count("workers: " + workers, true);
        TALLY.count("unbounded", spec.withinMillis() == 0);
        for (Contiguity contiguity : Contiguity.values()) {
            TALLY.count(
                    "with " + contiguity,
                    spec.steps().stream().skip(1).anyMatch(part -> part.contiguity() == contiguity));
        }
        TALLY.count("with optional", spec.steps().stream().anyMatch(PatternSpec.Part::isOptional));
        TALLY.count("with reluctant", spec.steps().stream().anyMatch(PatternSpec.Part::isReluctant));
        TALLY.count("with consecutive", spec.steps().stream().anyMatch(PatternSpec.Part::isConsecutive));
        TALLY.count("with quantifier", spec.steps().stream().anyMatch(PatternSpec.Part::isLoop));
        TALLY.count(
                "with look back",
                spec.steps().stream().anyMatch(part -> part.condition().looksBack()));
        TALLY.count(
                "with absence at the end",
                spec.steps().get(spec.steps().size() - 1).contiguity().isAbsence());
        long matches = expected.matches.values().stream().mapToLong(List::size).sum();
        long timedOut =
                expected.timedOut.values().stream().mapToLong(List::size).sum();
        TALLY.count("matches", matches > 0);
        TALLY.count(
                "matches of several records",
                expected.matches.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(seen -> seen.serials().values().stream()
                                        .mapToInt(List::size)
                                        .sum()
                                > 1));
        TALLY.count("partial matches that ran out of time", timedOut > 0);
        TALLY.sum("matches in all", matches);
        TALLY.sum("ran out of time in all", timedOut);
    }

    /** What the model says. */
    private static final class Expected {

        final Map<Object, List<Seen>> matches = new HashMap<>();
        final Map<Object, List<Seen>> timedOut = new HashMap<>();
        final List<String> matchTimes = new ArrayList<>();
        final List<String> timedOutTimes = new ArrayList<>();

        Expected(PatternSpec spec, Map<Object, List<Item>> rows) {
            rows.forEach((key, items) -> {
                PatternModel model = new PatternModel(spec, items);
                for (PatternModel.Outcome outcome : model.outcomes()) {
                    Seen seen = new Seen(model.serials(outcome));
                    (outcome.isMatch() ? matches : timedOut)
                            .computeIfAbsent(key, unseen -> new ArrayList<>())
                            .add(seen);
                    if (spec.withinMillis() > 0) {
                        (outcome.isMatch() ? matchTimes : timedOutTimes).add(key + " " + outcome.time() + " " + seen);
                    }
                }
            });
        }
    }

    /** What the engine says. */
    private static final class Run {

        final CollectingSink<PatternMatch<Object, Item>> matches = new CollectingSink<>();
        final CollectingSink<PatternMatch<Object, Item>> timedOut = new CollectingSink<>();
        final CollectingSink<LateRecord<Item>> late = new CollectingSink<>();
        final CollectingSink<WindowResult<Object, List<PatternMatch<Object, Item>>>> matchTimes =
                new CollectingSink<>();
        final CollectingSink<WindowResult<Object, List<PatternMatch<Object, Item>>>> timedOutTimes =
                new CollectingSink<>();
        final Ledger ledger;

        Run(long seed, PatternSpec spec, Input input, Keys keys, int workers) {
            OracleRun run = new OracleRun(input, keys, workers, seed);
            Pipeline pipeline = Pipeline.named("case-" + seed);
            Stream<Item> items = pipeline.read("items", run.source());
            PatternMatches<Item, Object> found = erase(
                    keys == Keys.NONE
                            ? items.match(OracleRun.OPERATOR, spec.pattern())
                            : items.keyBy(keys.ofEngine).match(OracleRun.OPERATOR, spec.pattern()));
            found.write("matches", matches);
            found.late().write("late", late);
            if (spec.withinMillis() > 0) {
                found.timedOut().write("timed-out", timedOut);
                times("match-times", found, matchTimes);
                times("timed-out-times", found.timedOut(), timedOutTimes);
                ledger = run.run(pipeline);
                requireNoneLate(ledger, "match-times");
                requireNoneLate(ledger, "timed-out-times");
            } else {
                ledger = run.run(pipeline);
            }
        }

        @SuppressWarnings("unchecked") // matches are only read
        private static PatternMatches<Item, Object> erase(PatternMatches<Item, ?> typed) {
            return (PatternMatches<Item, Object>) typed;
        }

        /** A window of one millisecond tells the time of a record, and whether it came too late. */
        private static void times(
                String name,
                Stream<PatternMatch<Object, Item>> stream,
                CollectingSink<WindowResult<Object, List<PatternMatch<Object, Item>>>> sink) {
            stream.keyBy(PatternMatch::key)
                    .window(Windows.tumbling(Duration.ofMillis(1)))
                    .aggregate(name, collect(match -> match))
                    .write(name + "-out", sink);
        }

        private static void requireNoneLate(Ledger ledger, String operator) {
            Verdict.requireEqual(ledger.operator(operator).late(), 0L, () -> "late for " + operator);
        }

        Map<Object, List<Seen>> byKey(List<PatternMatch<Object, Item>> found) {
            Map<Object, List<Seen>> byKey = new HashMap<>();
            for (PatternMatch<Object, Item> match : found) {
                Seen seen = seen(match);
                byKey.computeIfAbsent(match.key(), key -> new ArrayList<>()).add(seen);
            }
            return byKey;
        }

        private static Seen seen(PatternMatch<Object, Item> match) {
            List<Item> records = match.records();
            Verdict.requireEqual(match.start().toEpochMilli(), records.get(0).time(), () -> "start of " + match);
            Verdict.requireEqual(
                    match.end().toEpochMilli(), records.get(records.size() - 1).time(), () -> "end of " + match);
            Map<String, List<Integer>> serials = new LinkedHashMap<>();
            match.steps()
                    .forEach((step, items) ->
                            serials.put(step, items.stream().map(Item::serial).toList()));
            return new Seen(serials);
        }

        List<String> times(CollectingSink<WindowResult<Object, List<PatternMatch<Object, Item>>>> sink) {
            List<String> times = new ArrayList<>();
            sink.records()
                    .forEach(result -> result.value()
                            .forEach(match -> times.add(
                                    result.key() + " " + result.start().toEpochMilli() + " " + seen(match))));
            return times;
        }
    }
}
