package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.WindowedStream;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowResult;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Results are records of the next window. None of them may be late there, early ones included. */
class TwoStagesOracleTest {

    private static final String SECOND = "second";

    @Test
    void noResultIsLateForTheNextWindow() {
        Seeds.run(Seeds.cases(300, 3_000), TwoStagesOracleTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 19 + 4);
        ModelKind kind = Seeds.inTurn(seed, ModelKind.values());
        Model model = kind.random(random);
        Revisions revisions = Revisions.random(random).withoutLateness();
        Keys keys = Seeds.any(random, Keys.values());
        Input input = Input.random(random, Input.Shape.random(random, model.isByArrival()));
        boolean isRevisable = model instanceof SpanModel || model instanceof MergingModel;
        Pipeline pipeline = Pipeline.named("case-" + seed);
        OracleRun run = new OracleRun(input, keys, 1 + random.nextInt(4), seed);
        WindowedStream<Item, ?> windowed =
                pipeline.read("items", run.source()).keyBy(keys.ofEngine).window(model.spec());
        CollectingSink<Object> given = new CollectingSink<>();
        CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
        var first = (isRevisable ? revisions.applyTo(windowed) : windowed)
                .onLate(LatePolicy.DROP)
                .aggregate(OracleRun.OPERATOR, OracleRun.plain(Seeds.any(random, Folding.values())));
        first.map(result -> (Object) result).write("given", given);
        first.keyBy(result -> String.valueOf(result.key()))
                .window(tumbling(Duration.ofMillis(1 + random.nextInt(300))))
                .aggregate(SECOND, count())
                .write("counts", counts);
        Ledger ledger = run.run(pipeline);

        Verdict.requireEqual(
                ledger.operator(SECOND).late(),
                0L,
                () -> "late results of '" + model.spec().describe() + "'");
        long counted = counts.records().stream().mapToLong(WindowResult::value).sum();
        Verdict.requireEqual(counted, (long) given.records().size(), () -> "results that were counted");
        Verdict.require(
                !given.records().isEmpty()
                        || input.items.isEmpty()
                        || kind == ModelKind.SLIDING_WITH_GAPS
                        || kind == ModelKind.CHOSEN,
                () -> "no results");
    }
}
