package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.stream.WindowedStream;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs the engine: one pipeline over one input. */
final class OracleRun {

    static final String OPERATOR = "results";

    /** Checking the ledger after every step is what takes the time; at the end it is checked in every case. */
    private static final int CHECKED_EVERY = 10;

    /** A result, and the records that it is over. */
    record Witnessed(Object value, List<Integer> serials) {}

    /** A result, and the number of its records, which needs no order. */
    record Counted(Object value, long count) {}

    /** What came out: results by kind of windows, in order. */
    record Outcome(List<List<WindowResult<Object, Object>>> results, List<LateRecord<Item>> late, Ledger ledger) {}

    private final Input input;
    private final Keys keys;
    private final int workers;
    private final long seed;

    OracleRun(Input input, Keys keys, int workers, long seed) {
        this.input = input;
        this.keys = keys;
        this.workers = workers;
        this.seed = seed;
    }

    /** Makes results tell which records they are over. */
    @SuppressWarnings("unchecked") // results are compared as objects
    static Aggregate<Item, ?, Object> witnessed(Folding folding) {
        return (Aggregate<Item, ?, Object>)
                (Aggregate<Item, ?, ?>) allOf(folding.aggregate, collect(Item::serial), Witnessed::new);
    }

    /** Makes results tell how many records they are over. */
    @SuppressWarnings("unchecked") // results are compared as objects
    static Aggregate<Item, ?, Object> counted(Folding folding) {
        return (Aggregate<Item, ?, Object>) (Aggregate<Item, ?, ?>) allOf(folding.aggregate, count(), Counted::new);
    }

    @SuppressWarnings("unchecked") // results are compared as objects
    static Aggregate<Item, ?, Object> plain(Folding folding) {
        return (Aggregate<Item, ?, Object>) folding.aggregate;
    }

    TimedSource<Item> source() {
        return ListSource.<Item>ofSplits(input.splits)
                .eventTimeMillis(Item::time)
                .outOfOrderBy(Duration.ofMillis(input.boundMillis));
    }

    /** One kind of windows, with or without early and late results. */
    Outcome ofOne(
            Model model,
            Aggregate<Item, ?, Object> aggregate,
            LatePolicy policy,
            UnaryOperator<WindowedStream<Item, ?>> emission) {
        Pipeline pipeline = Pipeline.named("case-" + seed);
        Stream<Item> items = pipeline.read("items", source());
        WindowedStream<Item, ?> windowed = keys == Keys.NONE
                ? items.window(model.spec())
                : items.keyBy(keys.ofEngine).window(model.spec());
        WindowedResults<Item, ?, Object> results =
                emission.apply(windowed).onLate(policy).aggregate(OPERATOR, aggregate);
        CollectingSink<WindowResult<?, Object>> resultSink = new CollectingSink<>();
        CollectingSink<LateRecord<Item>> lateSink = new CollectingSink<>();
        results.write("sink", resultSink);
        if (policy == LatePolicy.SIDE_STREAM) {
            results.late().write("late", lateSink);
        }
        Ledger ledger = run(pipeline);
        return new Outcome(List.of(erase(resultSink.records())), lateSink.records(), ledger);
    }

    /** Several kinds of windows in one pass. */
    Outcome ofSeveral(List<Model> models, Aggregate<Item, ?, Object> aggregate) {
        Pipeline pipeline = Pipeline.named("case-" + seed);
        KeyedStream<Item, Object> keyed = pipeline.read("items", source()).keyBy(keys.ofEngine);
        SeveralResults<Item, Object, Object> results =
                keyed.windows(models.get(0).spec(), others(models)).aggregate(OPERATOR, aggregate);
        List<CollectingSink<WindowResult<Object, Object>>> sinks = new ArrayList<>();
        for (Model model : models) {
            CollectingSink<WindowResult<Object, Object>> sink = new CollectingSink<>();
            results.of(model.spec()).write("sink-" + sinks.size(), sink);
            sinks.add(sink);
        }
        CollectingSink<LateRecord<Item>> lateSink = new CollectingSink<>();
        results.late().write("late", lateSink);
        Ledger ledger = run(pipeline);
        return new Outcome(sinks.stream().map(CollectingSink::records).toList(), lateSink.records(), ledger);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static dev.millrace.api.window.WindowSpec<? super Item>[] others(List<Model> models) {
        return models.stream().skip(1).map(Model::spec).toArray(dev.millrace.api.window.WindowSpec[]::new);
    }

    Ledger run(Pipeline pipeline) {
        TestRun.Builder builder =
                Crashes.sometimes(TestRun.of(pipeline).workers(workers).seed(seed), seed);
        TestRun run = (seed % CHECKED_EVERY == 0 ? builder : builder.withoutChecks())
                .start()
                .runToEnd();
        Ledger ledger = run.ledger();
        Verdict.require(ledger.imbalances().isEmpty(), () -> "ledger: " + ledger.imbalances());
        return ledger;
    }

    @SuppressWarnings("unchecked") // results are only read
    private static List<WindowResult<Object, Object>> erase(List<? extends WindowResult<?, Object>> results) {
        return (List<WindowResult<Object, Object>>) (List<?>) results;
    }
}
