package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.stream.BoundedJoin;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Joins between bounds, joins that retain, and joins without a bound, of all types, against nested loops. */
class IntervalJoinOracleTest {

    private static final Tally TALLY = new Tally();

    /** Beyond this the bounds are made smaller: nested loops take their time. */
    private static final int RESULTS_MAX = 8_000;

    private enum Bound {
        BETWEEN,
        RETAIN,
        UNBOUNDED
    }

    /** What a seed decides about a join. */
    private record Shape(Bound bound, JoinType type, long beforeMillis, long afterMillis, Duration lead) {

        static Shape random(Random random, long seed) {
            Bound bound = Seeds.inTurn(seed / 4, new Bound[] {
                Bound.BETWEEN, Bound.BETWEEN, Bound.BETWEEN, Bound.RETAIN, Bound.RETAIN, Bound.UNBOUNDED
            });
            JoinType type = bound == Bound.UNBOUNDED ? JoinType.INNER : Seeds.inTurn(seed, JoinType.values());
            long before = distance(random);
            long after = bound == Bound.RETAIN ? before : distance(random);
            Duration lead = Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(5_000));
            return new Shape(bound, type, before, after, lead);
        }

        private static long distance(Random random) {
            return random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 20 : 2_000);
        }

        Shape halved() {
            return new Shape(bound, type, beforeMillis / 2, afterMillis / 2, lead);
        }

        boolean meets(Item left, Item right) {
            return bound == Bound.UNBOUNDED
                    || left.time() - beforeMillis <= right.time() && right.time() <= left.time() + afterMillis;
        }

        JoinedStream<Item, Item, Met> join(Stream<Item> left, Stream<Item> right, Keys keys) {
            KeyedJoin<Item, Item, Object> keyed =
                    left.join(OracleRun.OPERATOR, right).on(keys.ofEngine, keys.ofEngine);
            if (bound == Bound.UNBOUNDED) {
                return keyed.unbounded().lead(lead).inner(Met::new);
            }
            BoundedJoin<Item, Item> bounded = bound == Bound.RETAIN
                    ? keyed.retain(Duration.ofMillis(beforeMillis))
                    : keyed.between(Duration.ofMillis(beforeMillis), Duration.ofMillis(afterMillis));
            BoundedJoin<Item, Item> led = bounded.lead(lead);
            return switch (type) {
                case INNER -> led.inner(Met::new);
                case LEFT -> led.leftOuter(Met::new);
                case RIGHT -> led.rightOuter(Met::new);
                case FULL -> led.fullOuter(Met::new);
            };
        }
    }

    @AfterAll
    static void distribution() {
        System.out.println("Interval joins, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireHalf("late records");
            TALLY.requireHalf("1,000 results or more");
            TALLY.requireSome("an empty side");
            TALLY.requireSome("self-join");
            TALLY.requireSome("more results than batches hold");
        }
    }

    @Test
    void joinsAreNestedLoops() {
        Seeds.run(Seeds.cases(300, 3_500), IntervalJoinOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 37 + 11);
        boolean isSelfJoin = random.nextInt(6) == 0;
        Shape shape = Shape.random(random, seed);
        Keys keys = Seeds.any(random, Keys.values());
        Input left = input(random, false);
        Input right = isSelfJoin ? left : near(random, left, false);
        while (JoinModel.hasMorePairs(left, right, keys, shape::meets, RESULTS_MAX)) {
            if (shape.bound != Bound.UNBOUNDED && shape.beforeMillis + shape.afterMillis > 0) {
                shape = shape.halved();
            } else {
                left = input(random, true);
                right = isSelfJoin ? left : near(random, left, true);
                keys = Keys.TEXT;
            }
        }
        JoinModel model = new JoinModel(left, right, keys, shape.type, shape::meets);
        int workers = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(3);
        int late = model.lateLeft.size() + model.lateRight.size();
        count(shape, left, right, isSelfJoin, model, workers, late);

        OracleRun run = new OracleRun(left, keys, workers, seed);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        Stream<Item> lefts = pipeline.read("left", source(left));
        Stream<Item> rights = isSelfJoin ? lefts : pipeline.read("right", source(right));
        JoinedStream<Item, Item, Met> joined = shape.join(lefts, rights, keys);
        CollectingSink<Met> results = new CollectingSink<>();
        CollectingSink<LateRecord<Item>> lateLeft = new CollectingSink<>();
        CollectingSink<LateRecord<Item>> lateRight = new CollectingSink<>();
        joined.write("sink", results);
        if (random.nextInt(4) != 0) {
            joined.lateLeft().write("lateLeft", lateLeft);
            joined.lateRight().write("lateRight", lateRight);
        } else {
            TALLY.count("late records that nobody reads", late > 0);
        }
        CollectingSink<WindowResult<?, List<Met>>> timedResults = new CollectingSink<>();
        boolean isTimed = seed % 10 % 3 == 1;
        if (isTimed) {
            // A window of a millisecond shows the time of each result, and that none is behind the time of the join.
            joined.window(tumbling(Duration.ofMillis(1)))
                    .aggregate("timed", collect((Met met) -> met))
                    .write("timedSink", timedResults);
        }
        Ledger ledger = run.run(pipeline);

        String what = "results of " + shape + " with " + keys + ", " + workers + " workers";
        Verdict.requireSame(results.records(), model.met, what);
        if (isTimed) {
            Verdict.requireEqual(ledger.operator("timed").late(), 0L, () -> "results behind the time of the join");
            requireTimes(timedResults.records(), model, what);
        }
        if (!lateLeft.records().isEmpty() || !lateRight.records().isEmpty()) {
            requireLate(lateLeft.records(), left, model.lateLeft);
            requireLate(lateRight.records(), right, model.lateRight);
        }
        Verdict.requireLedger(ledger, left.items.size() + (long) right.items.size(), 0, late, 0);
    }

    private static void requireTimes(List<WindowResult<?, List<Met>>> timed, JoinModel model, String what) {
        List<Met> again = new ArrayList<>();
        for (WindowResult<?, List<Met>> result : timed) {
            result.value().forEach(met -> {
                Verdict.requireEqual(result.start().toEpochMilli(), met.time(), () -> "time of " + met);
                again.add(met);
            });
        }
        Verdict.requireSame(again, model.met, what + ", by time");
    }

    private static void count(
            Shape shape, Input left, Input right, boolean isSelfJoin, JoinModel model, int workers, int late) {
        TALLY.add(left, workers, late);
        TALLY.count("self-join", isSelfJoin);
        TALLY.count("an empty side", left.items.isEmpty() != right.items.isEmpty());
        TALLY.count("1,000 results or more", model.met.size() >= 1_000);
        TALLY.count("more results than batches hold", model.met.size() > 5_000);
        TALLY.count(shape.bound + " " + shape.type, true);
        TALLY.sum("results in all", model.met.size());
        TALLY.sum(
                "of them alone",
                model.met.stream()
                        .filter(met -> met.left() == null || met.right() == null)
                        .count());
    }

    private static void requireLate(List<LateRecord<Item>> actual, Input input, List<Item> expected) {
        Verdict.requireSame(actual.stream().map(LateRecord::record).toList(), expected, "late records");
        for (LateRecord<Item> late : actual) {
            Item item = late.record();
            Verdict.requireEqual(late.timestamp().toEpochMilli(), item.time(), () -> "time of " + late);
            Verdict.requireEqual(late.window().start(), late.timestamp(), () -> "window of " + late);
            Verdict.requireEqual(late.watermark().toEpochMilli(), input.watermark(item), () -> "watermark of " + late);
        }
    }

    private static TimedSource<Item> source(Input input) {
        return ListSource.<Item>ofSplits(input.splits)
                .eventTimeMillis(Item::time)
                .outOfOrderBy(Duration.ofMillis(input.boundMillis));
    }

    private static Input input(Random random, boolean isSmall) {
        return Input.random(random, smaller(calmer(random, Input.Shape.random(random, false)), isSmall));
    }

    /** Most records of most inputs are in time, or there would be little to join. */
    private static Input.Shape calmer(Random random, Input.Shape shape) {
        return random.nextInt(3) == 0
                ? shape.withDisorder(shape.boundMillis() + random.nextInt(1 + (int) shape.boundMillis()))
                : shape.withDisorder(shape.boundMillis() + random.nextInt(20));
    }

    private static Input.Shape smaller(Input.Shape shape, boolean isSmall) {
        return isSmall
                ? new Input.Shape(
                        shape.splitCount(),
                        0,
                        400,
                        shape.keys() + 3,
                        shape.pace(),
                        shape.boundMillis(),
                        shape.disorderMillis(),
                        shape.silenceMillis(),
                        shape.startMillis(),
                        shape.areTimesUnique())
                : shape;
    }

    /** About the time of another input, unless that is empty. */
    private static Input near(Random random, Input other, boolean isSmall) {
        Input.Shape shape = smaller(calmer(random, Input.Shape.random(random, false)), isSmall);
        long start = other.items.stream().mapToLong(Item::time).min().orElse(0);
        return random.nextInt(20) == 0
                ? new Input(List.of(List.of()), 0)
                : Input.random(random, shape.startingAt(start - 500 + random.nextInt(1_000)));
    }
}
