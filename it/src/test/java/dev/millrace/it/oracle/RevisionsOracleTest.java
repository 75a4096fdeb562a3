package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.window.LatePolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Early results, updates by late records, and what becomes of records that are late even so. Whatever was given before, the
 * last word of each window is that of the model.
 */
class RevisionsOracleTest {

    private static final ModelKind[] KINDS = {
        ModelKind.TUMBLING,
        ModelKind.SLIDING_EVENLY,
        ModelKind.SLIDING_UNEVENLY,
        ModelKind.SLIDING_WITH_GAPS,
        ModelKind.SESSION,
        ModelKind.SESSION_BY_RECORD,
        ModelKind.GLOBAL,
        ModelKind.IRREGULAR,
        ModelKind.IRREGULAR_TILING,
        ModelKind.CHOSEN,
        ModelKind.SPREAD
    };

    private static final Tally TALLY = new Tally();

    @AfterAll
    static void distribution() {
        System.out.println("Revisions, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("1,000 records or more");
            TALLY.requireHalf("several workers");
            TALLY.requireHalf("behind the watermark");
            TALLY.requireSome("failed by policy");
            TALLY.requireSome("dropped by policy");
        }
    }

    @Test
    void theLastWordIsThatOfTheModel() {
        Seeds.run(Seeds.cases(1_100, 6_000), RevisionsOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 31 + 7);
        ModelKind kind = Seeds.inTurn(seed, KINDS);
        Revisions revisions = Revisions.random(random);
        Model model = withLateness(kind.random(random), revisions.latenessMillis());
        Folding folding = Seeds.any(random, Folding.values());
        Keys keys = Seeds.any(random, Keys.values());
        Input input = exactInput(random, model);
        int workers = random.nextInt(4) == 0 ? 1 : 2 + random.nextInt(3);
        Set<Integer> late = new HashSet<>();
        Set<Integer> outside = new HashSet<>();
        for (Item item : input.items) {
            switch (model.standing(input, item)) {
                case LATE -> late.add(item.serial());
                case OUTSIDE -> outside.add(item.serial());
                case COUNTS -> {
                    // Nothing becomes of it but results.
                }
            }
        }
        TALLY.add(input, workers, late.size());
        TALLY.count("behind the watermark", input.items.stream().anyMatch(item -> input.isBehind(item, item.time())));
        TALLY.count("kind " + kind, true);

        OracleRun run = new OracleRun(input, keys, workers, seed);
        OracleRun.Outcome outcome;
        try {
            // Records in order take another path than numbers alone.
            Aggregate<Item, ?, Object> aggregate =
                    random.nextBoolean() ? OracleRun.witnessed(folding) : OracleRun.counted(folding);
            outcome = run.ofOne(model, aggregate, revisions.policy(), revisions::applyTo);
        } catch (JobFailedException failed) {
            TALLY.count("failed by policy", true);
            if (revisions.policy() != LatePolicy.FAIL || late.isEmpty()) {
                throw failed;
            }
            return;
        }
        Verdict.require(revisions.policy() != LatePolicy.FAIL || late.isEmpty(), () -> "late, and did not fail");
        boolean isDropping = revisions.policy() == LatePolicy.DROP;
        TALLY.count("dropped by policy", isDropping && !late.isEmpty());
        RevisedResults results = new RevisedResults(revisions, folding);
        List<Cut> cuts = model.cuts(input, keys);
        if (model instanceof MergingModel) {
            results.requireOfMerging(outcome.results().get(0), cuts, input);
        } else {
            results.requireOfFixed(outcome.results().get(0), cuts, input);
        }
        if (!isDropping) {
            List<Integer> actual =
                    outcome.late().stream().map(one -> one.record().serial()).toList();
            Verdict.requireSame(actual, List.copyOf(late), "late records");
        }
        Ledger ledger = outcome.ledger();
        Verdict.requireLedger(
                ledger, input.items.size(), outside.size(), isDropping ? 0 : late.size(), isDropping ? late.size() : 0);
    }

    private static Model withLateness(Model model, long millis) {
        return model instanceof MergingModel merging
                ? merging.withLateness(millis)
                : ((SpanModel) model).withLateness(millis);
    }

    /** Windows that merge are only exact where none reaches behind what is allowed. */
    private static Input exactInput(Random random, Model model) {
        Input input = Input.random(random, Input.Shape.random(random, false));
        for (int attempt = 0; !model.isExact(input); attempt++) {
            Input.Shape shape = Input.Shape.random(random, false);
            MergingModel merging = (MergingModel) model;
            // As much disorder as the lateness allows, so that sessions open again and merge.
            long disorder = attempt < 3 ? shape.boundMillis() + merging.latenessMillis() : 0;
            input = Input.random(random, shape.withDisorder(disorder));
        }
        return input;
    }
}
