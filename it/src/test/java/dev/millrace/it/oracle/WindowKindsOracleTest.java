package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.LateRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every kind of windows, alone and together, with every aggregate, on random input: results, late records and ledger must
 * be those of the models, whatever the workers, batches, queues and order of steps.
 */
class WindowKindsOracleTest {

    private static final Tally TALLY = new Tally();

    @AfterAll
    static void distribution() {
        System.out.println("Kinds of windows, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("1,000 records or more");
            TALLY.requireHalf("several workers");
            TALLY.requireHalf("late records");
            for (ModelKind kind : ModelKind.values()) {
                TALLY.requireSome("kind " + kind);
            }
            for (Folding folding : Folding.values()) {
                TALLY.requireSome("folding " + folding);
            }
        }
    }

    @Test
    void oneKindOfWindows() {
        Seeds.run(Seeds.cases(1_200, 8_000), WindowKindsOracleTest::checkOne);
    }

    @Test
    void severalKindsOfWindowsInOnePass() {
        Seeds.run(Seeds.cases(300, 2_500), WindowKindsOracleTest::checkSeveral);
    }

    private static int workers(Random random, Model model) {
        return model.isByArrival() || random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(3);
    }

    private static void checkOne(long seed) {
        Random random = new Random(seed);
        ModelKind kind = Seeds.inTurn(seed, ModelKind.values());
        Model model = kind.random(random);
        Folding folding = Seeds.any(random, Folding.values());
        Keys keys = Seeds.any(random, Keys.values());
        Input input = Input.random(random, Input.Shape.random(random, model.isByArrival()));
        int workers = workers(random, model);
        TALLY.count("kind " + kind, true);
        TALLY.count("folding " + folding, true);

        boolean isExact = model.isExact(input);
        Aggregate<Item, ?, Object> aggregate = isExact ? OracleRun.plain(folding) : OracleRun.witnessed(folding);
        OracleRun.Outcome outcome =
                new OracleRun(input, keys, workers, seed).ofOne(model, aggregate, LatePolicy.SIDE_STREAM, w -> w);

        FinalResults results = new FinalResults(model, input, keys, folding);
        Set<Integer> late = serials(Model.Standing.LATE, model, input);
        if (isExact) {
            results.requireExact(outcome.results().get(0));
            requireLate(outcome.late(), late, input);
        } else {
            Set<Integer> counted = results.requireLenient(
                    (MergingModel) model, outcome.results().get(0));
            // Some were saved by an open session; the rest must be there.
            late.removeAll(counted);
            Verdict.requireSame(lateSerials(outcome.late()), List.copyOf(late), "late records");
        }
        int outside = serials(Model.Standing.OUTSIDE, model, input).size();
        Verdict.requireLedger(outcome.ledger(), input.items.size(), outside, late.size(), 0);
        TALLY.add(input, workers, late.size());
    }

    private static void checkSeveral(long seed) {
        Random random = new Random(~seed);
        List<Model> models = new ArrayList<>();
        List<ModelKind> kinds = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            ModelKind kind = Seeds.any(random, ModelKind.values());
            Model model = kind.random(random);
            boolean isNew = models.stream().noneMatch(other -> other.spec().equals(model.spec()));
            if (isNew && kind != ModelKind.COUNT_BY_ARRIVAL && !kinds.contains(ModelKind.SESSION_BY_RECORD)) {
                models.add(model);
                kinds.add(kind);
            }
        }
        if (models.isEmpty()) {
            models.add(ModelKind.TUMBLING.random(random));
        }
        Folding folding = Seeds.any(random, Folding.values());
        Keys[] divided = {Keys.PRIMITIVE_INT, Keys.PRIMITIVE_LONG, Keys.PRIMITIVE_ANY, Keys.BOXED, Keys.TEXT};
        Keys keys = Seeds.any(random, divided);
        Input input = Input.random(random, Input.Shape.random(random, false));
        int workers = workers(random, models.get(0));

        boolean areExact = models.stream().allMatch(model -> model.isExact(input));
        Aggregate<Item, ?, Object> aggregate = areExact ? OracleRun.plain(folding) : OracleRun.witnessed(folding);
        OracleRun.Outcome outcome = new OracleRun(input, keys, workers, seed).ofSeveral(models, aggregate);

        Set<Integer> saved = new HashSet<>();
        for (int kind = 0; kind < models.size(); kind++) {
            Model model = models.get(kind);
            FinalResults results = new FinalResults(model, input, keys, folding);
            if (areExact) {
                results.requireExact(outcome.results().get(kind));
            } else if (model instanceof MergingModel merging) {
                saved.addAll(results.requireLenient(merging, outcome.results().get(kind)));
            } else {
                results.requireExactWitnessed(outcome.results().get(kind));
            }
        }
        Set<Integer> late = lateForAll(models, input);
        late.removeAll(saved);
        Verdict.requireSame(lateSerials(outcome.late()), List.copyOf(late), "late records");
        // The ledger follows records through the first kind only.
        long outside = input.items.stream()
                .filter(item ->
                        models.get(0).standing(input, item) == Model.Standing.OUTSIDE && !late.contains(item.serial()))
                .count();
        Verdict.requireLedger(outcome.ledger(), input.items.size(), outside, late.size(), 0);
        TALLY.count("several kinds", true);
        TALLY.add(input, workers, late.size());
    }

    /** A record is late if it has windows, and those of all kinds have closed. */
    private static Set<Integer> lateForAll(List<Model> models, Input input) {
        Set<Integer> late = new HashSet<>();
        for (Item item : input.items) {
            List<Model.Standing> standings =
                    models.stream().map(model -> model.standing(input, item)).toList();
            if (standings.contains(Model.Standing.LATE) && !standings.contains(Model.Standing.COUNTS)) {
                late.add(item.serial());
            }
        }
        return late;
    }

    private static Set<Integer> serials(Model.Standing standing, Model model, Input input) {
        Set<Integer> serials = new HashSet<>();
        for (Item item : input.items) {
            if (model.standing(input, item) == standing) {
                serials.add(item.serial());
            }
        }
        return serials;
    }

    private static List<Integer> lateSerials(List<LateRecord<Item>> late) {
        return late.stream().map(one -> one.record().serial()).toList();
    }

    private static void requireLate(List<LateRecord<Item>> late, Set<Integer> expected, Input input) {
        Verdict.requireSame(lateSerials(late), List.copyOf(expected), "late records");
        for (LateRecord<Item> one : late) {
            Item item = input.item(one.record().serial());
            Verdict.requireEqual(one.timestamp().toEpochMilli(), item.time(), () -> "time of " + one);
            Verdict.requireEqual(one.watermark().toEpochMilli(), input.watermark(item), () -> "judge of " + one);
            Verdict.require(!one.lateBy().isNegative(), () -> "late by a negative time: " + one);
        }
    }
}
