package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.Group;
import dev.millrace.api.join.Tag;
import dev.millrace.api.stream.CoGroup;
import dev.millrace.api.stream.CoGroupedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedCoGroup;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Co-groups of two to five inputs in windows of every kind that can be joined, on random input: each group must be that of
 * grouping all records by key and window, its records in order. Sessions are also tried where records reach behind the
 * watermark, and what they meet is decided between batches.
 */
class CoGroupOracleTest {

    private static final Tally TALLY = new Tally();

    /** One record of a group, as it came out. */
    private record Out(Object key, Span span, int side, Item item) {}

    /** All of a group. */
    private record Whole(Object key, Span span, List<List<Item>> records) {

        static Whole of(Object key, Window window, Group group, List<Tag<Item>> tags) {
            List<List<Item>> records = new ArrayList<>();
            tags.forEach(tag -> records.add(group.of(tag)));
            return new Whole(
                    key, new Span(window.start().toEpochMilli(), window.end().toEpochMilli()), records);
        }

        List<Item> all() {
            return records.stream().flatMap(List::stream).sorted(Item.ORDER).toList();
        }
    }

    /** What came out, and what was counted. */
    private record Outcome<R>(List<R> results, List<LateRecord<Item>> late, Ledger ledger) {}

    @AfterAll
    static void distribution() {
        System.out.println("Co-groups, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireSome("late records");
            TALLY.requireSome("an empty side");
            TALLY.requireSome("sides 5");
            TALLY.requireSome("sessions behind the watermark");
        }
    }

    @Test
    void wholeGroups() {
        Seeds.run(Seeds.cases(40, 1_500), seed -> {
            Random random = new Random(seed * 7 + 1);
            Model model = Seeds.inTurn(seed, WindowJoinOracleTest.ALIGNED).random(random);
            Keys keys = WindowJoinOracleTest.anyKeys(random);
            JoinSides sides = sides(random, model, keys, -1);
            List<Tag<Item>> tags = tags(sides);
            Outcome<Whole> outcome = run(
                    seed,
                    random,
                    model,
                    keys,
                    sides,
                    group -> group.apply((key, window, records) -> Whole.of(key, window, records, tags)));

            List<Whole> expected = model.cuts(sides.all(), keys).stream()
                    .map(cut -> whole(cut, sides))
                    .toList();
            Verdict.requireSame(
                    outcome.results(), expected, "groups of '" + model.spec().describe() + "'");
            requireLateAndLedger(outcome, model, sides);
        });
    }

    @Test
    void anyNumberOfResultsOfAGroup() {
        Seeds.run(Seeds.cases(30, 1_000), seed -> {
            Random random = new Random(seed * 7 + 2);
            Model model = Seeds.inTurn(seed, WindowJoinOracleTest.ALIGNED).random(random);
            Keys keys = WindowJoinOracleTest.anyKeys(random);
            JoinSides sides = sides(random, model, keys, -1);
            List<Tag<Item>> tags = tags(sides);
            Outcome<Out> outcome = run(
                    seed,
                    random,
                    model,
                    keys,
                    sides,
                    group -> group.flatApply((key, window, records, out) -> {
                        Span span = new Span(
                                window.start().toEpochMilli(), window.end().toEpochMilli());
                        for (int side = 0; side < tags.size(); side++) {
                            for (Item item : records.of(tags.get(side))) {
                                out.accept(new Out(key, span, side, item));
                            }
                        }
                    }));

            List<Out> expected = new ArrayList<>();
            for (Cut cut : model.cuts(sides.all(), keys)) {
                cut.items().forEach(item -> expected.add(new Out(cut.key(), cut.span(), JoinSides.side(item), item)));
            }
            Verdict.requireSame(
                    outcome.results(), expected, "results of '" + model.spec().describe() + "'");
            requireLateAndLedger(outcome, model, sides);
        });
    }

    @Test
    void sessionsThatReachBehindTheWatermark() {
        Seeds.run(Seeds.cases(40, 1_500), seed -> {
            Random random = new Random(seed * 7 + 3);
            Model model = Seeds.inTurn(seed, WindowJoinOracleTest.MERGING).random(random);
            Keys keys = WindowJoinOracleTest.anyKeys(random);
            JoinSides sides = sides(random, model, keys, -1);
            List<Tag<Item>> tags = tags(sides);
            Outcome<Whole> outcome = run(
                    seed,
                    random,
                    model,
                    keys,
                    sides,
                    group -> group.apply((key, window, records) -> Whole.of(key, window, records, tags)));

            for (Whole whole : outcome.results()) {
                for (int side = 0; side < tags.size(); side++) {
                    List<Item> there = whole.records().get(side);
                    Verdict.requireEqual(there, JoinSides.ofSide(whole.all(), side), () -> "order of " + whole);
                }
            }
            Set<Item> late = new HashSet<>(WindowJoinOracleTest.late(model, sides.all()));
            if (model.isExact(sides.all())) {
                List<Whole> expected = model.cuts(sides.all(), keys).stream()
                        .map(cut -> whole(cut, sides))
                        .toList();
                Verdict.requireSame(
                        outcome.results(),
                        expected,
                        "groups of '" + model.spec().describe() + "'");
            } else {
                Set<Integer> counted = new FinalResults(model, sides.all(), keys, Folding.COUNT)
                        .requireLenient((MergingModel) model, asWitnessed(outcome.results()));
                // Some were saved by an open session; the rest must be there.
                late.removeIf(item -> counted.contains(item.serial()));
            }
            Verdict.requireSame(
                    outcome.late().stream().map(LateRecord::record).toList(), List.copyOf(late), "late records");
            Verdict.requireLedger(outcome.ledger(), sides.all().items.size(), 0, late.size(), 0);
            TALLY.count("sessions behind the watermark", !model.isExact(sides.all()));
        });
    }

    private static JoinSides sides(Random random, Model model, Keys keys, int disorderMax) {
        return JoinSides.random(random, 2 + random.nextInt(4), model, keys, disorderMax);
    }

    private static List<Tag<Item>> tags(JoinSides sides) {
        List<Tag<Item>> tags = new ArrayList<>();
        sides.sides().forEach(side -> tags.add(Tag.named("side-" + tags.size())));
        return tags;
    }

    /** What is made of a co-group. */
    private interface Ending<R> {
        CoGroupedStream<R> of(WindowedCoGroup<Object> group);
    }

    private static <R> Outcome<R> run(
            long seed, Random random, Model model, Keys keys, JoinSides sides, Ending<R> ending) {
        int workers = 1 + random.nextInt(4);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        List<Tag<Item>> tags = tags(sides);
        List<Stream<Item>> streams = new ArrayList<>();
        sides.sides()
                .forEach(side -> streams.add(WindowJoinOracleTest.read(pipeline, "input-" + streams.size(), side)));
        CoGroup<Object> coGroup = streams.get(0).coGroup(OracleRun.OPERATOR, tags.get(0), keys.ofEngine);
        for (int side = 1; side < tags.size(); side++) {
            coGroup = coGroup.and(tags.get(side), streams.get(side), keys.ofEngine);
        }
        CoGroupedStream<R> grouped =
                ending.of(coGroup.within(WindowJoinOracleTest.spec(model)).lead(JoinSides.lead(random)));
        CollectingSink<R> results = new CollectingSink<>();
        grouped.write("sink", results);
        CollectingSink<LateRecord<Item>> late = new CollectingSink<>();
        for (Tag<Item> tag : tags) {
            grouped.late(tag).write("late-" + tag.name(), late);
        }
        Ledger ledger = new OracleRun(sides.all(), keys, workers, seed).run(pipeline);
        TALLY.add(sides.all(), workers, late.records().size());
        TALLY.count("sides " + tags.size(), true);
        TALLY.count("an empty side", sides.sides().stream().anyMatch(side -> side.items.isEmpty()));
        TALLY.sum("results", results.records().size());
        return new Outcome<>(results.records(), late.records(), ledger);
    }

    private static void requireLateAndLedger(Outcome<?> outcome, Model model, JoinSides sides) {
        List<Item> late = WindowJoinOracleTest.late(model, sides.all());
        WindowJoinOracleTest.requireLate(outcome.late(), late, model, sides.all());
        long outside = WindowJoinOracleTest.outside(model, sides.all());
        Verdict.requireLedger(outcome.ledger(), sides.all().items.size(), outside, late.size(), 0);
    }

    private static Whole whole(Cut cut, JoinSides sides) {
        List<List<Item>> records = new ArrayList<>();
        for (int side = 0; side < sides.sides().size(); side++) {
            records.add(JoinSides.ofSide(cut.items(), side));
        }
        return new Whole(cut.key(), cut.span(), records);
    }

    private static List<WindowResult<Object, Object>> asWitnessed(List<Whole> groups) {
        return groups.stream()
                .map(whole -> new WindowResult<Object, Object>(
                        whole.key(),
                        java.time.Instant.ofEpochMilli(whole.span().start()),
                        java.time.Instant.ofEpochMilli(whole.span().end()),
                        new OracleRun.Witnessed(
                                Folding.COUNT.of(whole.all()),
                                whole.all().stream().map(Item::serial).toList()),
                        ResultKind.FINAL,
                        0,
                        ClosedBy.WATERMARK))
                .toList();
    }
}
