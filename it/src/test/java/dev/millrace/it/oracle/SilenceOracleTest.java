package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Live splits that fall silent: windows of every kind close at the pace of the clock, neither sooner nor later. */
class SilenceOracleTest {

    private static final ModelKind[] KINDS = {
        ModelKind.TUMBLING,
        ModelKind.SLIDING_EVENLY,
        ModelKind.SLIDING_UNEVENLY,
        ModelKind.SLIDING_WITH_GAPS,
        ModelKind.SESSION,
        ModelKind.SESSION_BY_RECORD,
        ModelKind.TRAILING,
        ModelKind.IRREGULAR,
        ModelKind.IRREGULAR_TILING,
        ModelKind.CHOSEN,
        ModelKind.SPREAD
    };

    private static final Duration IDLE_AFTER = Duration.ofSeconds(2);

    private record Answer(Object key, Span span, Object value) {}

    @Test
    void windowsCloseAtThePaceOfTheClock() {
        Seeds.run(Seeds.cases(110, 1_100), SilenceOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 5 + 2);
        Model model = Seeds.inTurn(seed, KINDS).random(random);
        Folding folding = Seeds.any(random, Folding.values());
        Keys keys = Keys.TEXT;
        Input input = input(random, model);
        ScriptedSource<Item> source = ScriptedSource.live(input.splits.size());
        for (int split = 0; split < input.splits.size(); split++) {
            source.split(split).add(input.splits.get(split));
        }
        CollectingSink<WindowResult<Object, Object>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("case-" + seed);
        pipeline.read(
                        "items",
                        source.eventTimeMillis(Item::time)
                                .outOfOrderBy(Duration.ofMillis(input.boundMillis))
                                .idleAfter(IDLE_AFTER))
                .keyBy(keys.ofEngine)
                .window(model.spec())
                .aggregate(OracleRun.OPERATOR, OracleRun.plain(folding))
                .write("sink", results);
        TestRun run = TestRun.of(pipeline)
                .workers(1 + random.nextInt(4))
                .seed(seed)
                .withoutChecks()
                .start()
                .runUntilIdle();

        List<Cut> cuts = model.cuts(input, keys);
        List<Long> newest = input.splits.stream()
                .map(split -> split.stream().mapToLong(Item::time).max().orElseThrow() - input.boundMillis)
                .toList();
        // While records come, the slowest split says what time it is; in silence, the clock goes on from the fastest.
        long slowest = newest.stream().min(Comparator.naturalOrder()).orElseThrow();
        long fastest = newest.stream().max(Comparator.naturalOrder()).orElseThrow();
        requireClosed(results, cuts, folding, slowest);
        long elapsed = 0;
        for (int step = 0; step < 12; step++) {
            long millis = random.nextInt(step < 4 ? 800 : 400_000);
            elapsed += millis;
            run.advance(Duration.ofMillis(millis));
            boolean isSilent = elapsed >= IDLE_AFTER.toMillis();
            requireClosed(results, cuts, folding, isSilent ? fastest + elapsed : slowest);
        }
        for (WindowResult<Object, Object> result : results.records()) {
            // In between it was the records of the splits that fell silent last, or the silence of all.
            long end = result.end().toEpochMilli();
            boolean isByRecords = end <= fastest;
            boolean isBySilence = end > slowest;
            Verdict.require(
                    result.closedBy() == ClosedBy.WATERMARK ? isByRecords : isBySilence,
                    () -> "what closed " + result + "; " + slowest + ", " + fastest);
            Verdict.require(
                    result.closedBy() == ClosedBy.WATERMARK || result.closedBy() == ClosedBy.SILENCE,
                    () -> "closed by another cause: " + result);
        }
        Verdict.requireEqual(results.records().size(), cuts.size(), () -> "all windows have closed");
        Verdict.requireEqual(run.ledger().operator(OracleRun.OPERATOR).held(), 0L, () -> "held in silence");
        Verdict.require(run.ledger().imbalances().isEmpty(), () -> "ledger: " + run.ledger());
    }

    /** Near the clock, as a live input is; without late records, and nothing that reaches behind. */
    private static Input input(Random random, Model model) {
        Input input = null;
        while (input == null || !model.isExact(input) || input.splits.stream().anyMatch(List::isEmpty)) {
            Input.Shape shape = Input.Shape.random(random, false);
            boolean isInOrder = random.nextBoolean() || model.spec() instanceof SpreadWindows;
            input = Input.random(
                    random,
                    shape.withDisorder(isInOrder ? 0 : shape.boundMillis())
                            .startingAt(TestRun.DEFAULT_START.toEpochMilli() - 100_000));
        }
        return input;
    }

    private static void requireClosed(
            CollectingSink<WindowResult<Object, Object>> results, List<Cut> cuts, Folding folding, long watermark) {
        List<Answer> expected = new ArrayList<>();
        for (Cut cut : cuts) {
            if (cut.span().end() <= watermark) {
                expected.add(new Answer(cut.key(), cut.span(), folding.of(cut.items())));
            }
        }
        List<Answer> actual = results.records().stream()
                .map(result -> new Answer(result.key(), Verdict.span(result), result.value()))
                .toList();
        Verdict.requireSame(actual, expected, "results at " + watermark);
    }
}
