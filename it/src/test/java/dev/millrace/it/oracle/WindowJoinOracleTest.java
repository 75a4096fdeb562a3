package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedJoin;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Joins in windows of every kind that can be joined, on random input: pairs, those who are alone, their order, late records
 * and ledger must be those of nested loops over the records of each key and window.
 */
class WindowJoinOracleTest {

    static final ModelKind[] ALIGNED = {
        ModelKind.TUMBLING,
        ModelKind.SLIDING_EVENLY,
        ModelKind.SLIDING_UNEVENLY,
        ModelKind.SLIDING_WITH_GAPS,
        ModelKind.GLOBAL,
        ModelKind.IRREGULAR,
        ModelKind.IRREGULAR_TILING
    };

    static final ModelKind[] MERGING = {ModelKind.SESSION, ModelKind.SESSION_BY_RECORD, ModelKind.SPREAD};

    private static final Tally TALLY = new Tally();

    /** What the engine made of a pair. */
    private record Met(
            Span span, @Nullable Item left, @Nullable Item right) {}

    private record Place(Object key, Span span) {}

    @AfterAll
    static void distribution() {
        System.out.println("Joins in windows, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireHalf("pairs");
            TALLY.requireSome("late records");
            TALLY.requireSome("an empty side");
            TALLY.requireSome("keys with several rows on both sides");
            for (JoinType type : JoinType.values()) {
                TALLY.requireSome("type " + type);
            }
        }
    }

    @Test
    void alignedWindows() {
        Seeds.run(Seeds.cases(210, 2_500), seed -> {
            Random random = new Random(seed * 3 + 1);
            Model model = Seeds.inTurn(seed, ALIGNED).random(random);
            Keys keys = anyKeys(random);
            check(seed, random, model, keys, JoinSides.random(random, 2, model, keys, -1));
        });
    }

    @Test
    void windowsThatMerge() {
        Seeds.run(Seeds.cases(90, 1_500), seed -> {
            Random random = new Random(seed * 3 + 2);
            Keys keys = anyKeys(random);
            Model model = Seeds.inTurn(seed, MERGING).random(random);
            JoinSides sides = JoinSides.random(random, 2, model, keys, 1);
            while (!model.isExact(sides.all())) {
                sides = JoinSides.random(random, 2, model, keys, 0);
            }
            check(seed, random, model, keys, sides);
        });
    }

    static Keys anyKeys(Random random) {
        Keys[] divided = {Keys.PRIMITIVE_INT, Keys.PRIMITIVE_LONG, Keys.PRIMITIVE_ANY, Keys.BOXED, Keys.TEXT};
        return Seeds.any(random, divided);
    }

    private static void check(long seed, Random random, Model model, Keys keys, JoinSides sides) {
        JoinType type = Seeds.any(random, JoinType.values());
        int workers = 1 + random.nextInt(4);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        WindowedJoin<Item, Item> join = read(pipeline, "left", sides.sides().get(0))
                .join(OracleRun.OPERATOR, read(pipeline, "right", sides.sides().get(1)))
                .on(keys.ofEngine, keys.ofEngine)
                .within(spec(model))
                .lead(JoinSides.lead(random));
        JoinedStream<Item, Item, Met> joined =
                random.nextBoolean() ? add(join, type) : addWithoutWindow(join, type, model);
        CollectingSink<Met> results = new CollectingSink<>();
        joined.write("sink", results);
        CollectingSink<LateRecord<Item>> lateLeft = new CollectingSink<>();
        CollectingSink<LateRecord<Item>> lateRight = new CollectingSink<>();
        joined.lateLeft().write("late-left", lateLeft);
        if (random.nextBoolean()) {
            joined.lateRight().write("late-right", lateRight);
        } else {
            lateRight = lateLeft; // nobody reads those
        }
        Ledger ledger = new OracleRun(sides.all(), keys, workers, seed).run(pipeline);

        List<Cut> cuts = model.cuts(sides.all(), keys);
        requireResults(results.records(), cuts, type, keys);
        List<Item> late = late(model, sides.all());
        requireLate(lateLeft.records(), JoinSides.ofSide(late, 0), model, sides.all());
        if (lateRight != lateLeft) {
            requireLate(lateRight.records(), JoinSides.ofSide(late, 1), model, sides.all());
        }
        Verdict.requireLedger(ledger, sides.all().items.size(), outside(model, sides.all()), late.size(), 0);
        count(sides, cuts, type, workers, late.size(), results.records().size());
    }

    static Stream<Item> read(Pipeline pipeline, String name, Input input) {
        return pipeline.read(
                name,
                ListSource.<Item>ofSplits(input.splits)
                        .eventTimeMillis(Item::time)
                        .outOfOrderBy(Duration.ofMillis(input.boundMillis)));
    }

    @SuppressWarnings("unchecked") // all sides are items
    static WindowSpec<Object> spec(Model model) {
        return (WindowSpec<Object>) model.spec();
    }

    private static Met met(Window window, @Nullable Item left, @Nullable Item right) {
        return new Met(new Span(window.start().toEpochMilli(), window.end().toEpochMilli()), left, right);
    }

    private static JoinedStream<Item, Item, Met> add(WindowedJoin<Item, Item> join, JoinType type) {
        return switch (type) {
            case INNER -> join.inner((window, left, right) -> met(window, left, right));
            case LEFT -> join.leftOuter((window, left, right) -> met(window, left, right));
            case RIGHT -> join.rightOuter((window, left, right) -> met(window, left, right));
            case FULL -> join.fullOuter((window, left, right) -> met(window, left, right));
        };
    }

    /** The window is not seen where it can be told from the records, which is so where each has one. */
    private static JoinedStream<Item, Item, Met> addWithoutWindow(
            WindowedJoin<Item, Item> join, JoinType type, Model model) {
        if (!(model instanceof SpanModel spans) || !(model.spec() instanceof dev.millrace.api.window.TumblingWindow)) {
            return add(join, type);
        }
        return switch (type) {
            case INNER -> join.inner((left, right) -> met(spans, left, right));
            case LEFT -> join.leftOuter((left, right) -> met(spans, left, right));
            case RIGHT -> join.rightOuter((left, right) -> met(spans, left, right));
            case FULL -> join.fullOuter((left, right) -> met(spans, left, right));
        };
    }

    private static Met met(SpanModel spans, @Nullable Item left, @Nullable Item right) {
        Item any = left == null ? Objects.requireNonNull(right) : left;
        return new Met(spans.spans().apply(any).get(0), left, right);
    }

    private static void requireResults(List<Met> actual, List<Cut> cuts, JoinType type, Keys keys) {
        Map<Place, List<Met>> byPlace = new HashMap<>();
        for (Met met : actual) {
            Item any = met.left() == null ? Objects.requireNonNull(met.right()) : met.left();
            byPlace.computeIfAbsent(new Place(keys.of(any), met.span()), place -> new ArrayList<>())
                    .add(met);
        }
        int expectedSize = 0;
        for (Cut cut : cuts) {
            List<Met> expected = nestedLoops(cut, type);
            expectedSize += expected.size();
            List<Met> there = byPlace.getOrDefault(new Place(cut.key(), cut.span()), List.of());
            Verdict.requireSame(there, expected, "results of " + cut.key() + " in " + cut.span());
            Verdict.require(
                    there.equals(expected),
                    () -> "order of " + cut.key() + " in " + cut.span() + ": " + there + ", expected " + expected);
        }
        Verdict.requireEqual(actual.size(), expectedSize, () -> "number of results");
    }

    /** What the words say: all pairs, and those who are alone. */
    private static List<Met> nestedLoops(Cut cut, JoinType type) {
        List<Item> lefts = JoinSides.ofSide(cut.items(), 0);
        List<Item> rights = JoinSides.ofSide(cut.items(), 1);
        List<Met> expected = new ArrayList<>();
        for (Item left : lefts) {
            for (Item right : rights) {
                expected.add(new Met(cut.span(), left, right));
            }
            if (rights.isEmpty() && type.keepsUnmatched(0)) {
                expected.add(new Met(cut.span(), left, null));
            }
        }
        for (Item right : rights) {
            if (lefts.isEmpty() && type.keepsUnmatched(1)) {
                expected.add(new Met(cut.span(), null, right));
            }
        }
        return expected;
    }

    static List<Item> late(Model model, Input all) {
        return all.items.stream()
                .filter(item -> model.standing(all, item) == Model.Standing.LATE)
                .toList();
    }

    static long outside(Model model, Input all) {
        return all.items.stream()
                .filter(item -> model.standing(all, item) == Model.Standing.OUTSIDE)
                .count();
    }

    static void requireLate(List<LateRecord<Item>> actual, List<Item> expected, Model model, Input all) {
        Verdict.requireSame(actual.stream().map(LateRecord::record).toList(), expected, "late records");
        for (LateRecord<Item> late : actual) {
            Verdict.requireEqual(
                    late.watermark().toEpochMilli(), all.watermark(late.record()), () -> "judge of " + late);
            Verdict.requireEqual(late.timestamp().toEpochMilli(), late.record().time(), () -> "time of " + late);
            if (model instanceof SpanModel spans) {
                long last = spans.spans().apply(late.record()).stream()
                        .mapToLong(Span::end)
                        .max()
                        .orElseThrow();
                Verdict.requireEqual(late.window().end().toEpochMilli(), last, () -> "window of " + late);
            }
        }
    }

    private static void count(JoinSides sides, List<Cut> cuts, JoinType type, int workers, int late, int results) {
        TALLY.add(sides.all(), workers, late);
        TALLY.count("type " + type, true);
        TALLY.count("pairs", results > 0);
        TALLY.sum("results", results);
        TALLY.count("an empty side", sides.sides().stream().anyMatch(side -> side.items.isEmpty()));
        TALLY.count(
                "keys with several rows on both sides",
                cuts.stream()
                        .anyMatch(cut -> JoinSides.ofSide(cut.items(), 0).size() > 1
                                && JoinSides.ofSide(cut.items(), 1).size() > 1));
    }
}
