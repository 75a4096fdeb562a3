package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A function that puts the records of each key in the order of event time, and then does something that depends on that order:
 * whatever the order of arrival within the bound, the workers, batches and queues, it must be done in one way. Late records, and
 * only these, go to a side output.
 */
class ProcessSortingTest {

    private static final Tally TALLY = new Tally();

    @AfterAll
    static void distribution() {
        System.out.println("Process functions, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireSome("late records");
            TALLY.requireHalf("records out of order");
        }
    }

    /** What is known of a key once one of its records has had its turn. */
    private record Known(Object key, int serial, long sum, long sincePrevious) {}

    private record Sorting() implements ProcessFunction<Object, Item, Known> {

        static final SideOutput<Item> LATE = SideOutput.named("late");
        private static final ListSpec<Item> WAITING = StateSpec.list("waiting", Item.class);
        private static final ValueSpec<Long> PREVIOUS = StateSpec.value("previous", Long.class);
        private static final AggregatingSpec<Item, Long> SUM =
                StateSpec.aggregating("sum", Aggregates.sum(Item::number));

        @Override
        public List<StateSpec<?>> states() {
            return List.of(WAITING, PREVIOUS, SUM);
        }

        @Override
        public List<SideOutput<?>> outputs() {
            return List.of(LATE);
        }

        @Override
        public void process(RecordContext<Object, Item, Known> item) {
            if (item.isLate()) {
                item.emit(LATE, item.value());
                return;
            }
            item.state(WAITING).add(item.value());
            // Others of the same time may come until the watermark is past it.
            item.eventTimers().setMillis(item.timestampMillis() + 1);
        }

        @Override
        public void onTimer(TimerContext<Object, Known> timer) throws Exception {
            List<Item> waiting = new ArrayList<>(timer.state(WAITING).get());
            waiting.sort(Item.ORDER);
            List<Item> later = new ArrayList<>();
            for (Item item : waiting) {
                if (item.time() >= timer.timeMillis()) {
                    later.add(item);
                    continue;
                }
                timer.state(SUM).add(item);
                long previous = timer.state(PREVIOUS).getOrDefault(item.time());
                timer.state(PREVIOUS).set(item.time());
                timer.emit(
                        new Known(timer.key(), item.serial(), timer.state(SUM).get(), item.time() - previous));
            }
            timer.state(WAITING).set(later);
        }
    }

    @Test
    void anOrderIsMadeOfAnyOrder() {
        Seeds.run(Seeds.cases(250, 2_500), ProcessSortingTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 13 + 5);
        Input input = Input.random(random, Input.Shape.random(random, false).withRecords(0, 1 + random.nextInt(300)));
        Keys keys = Seeds.any(
                random,
                new Keys[] {Keys.PRIMITIVE_INT, Keys.PRIMITIVE_LONG, Keys.PRIMITIVE_ANY, Keys.BOXED, Keys.TEXT});
        int workers = 1 + random.nextInt(4);
        CollectingSink<Known> results = new CollectingSink<>();
        CollectingSink<Item> late = new CollectingSink<>();
        OracleRun run = new OracleRun(input, keys, workers, seed);
        Pipeline pipeline = Pipeline.named("case-" + seed);
        ProcessedStream<Item, Known> sorted =
                pipeline.read("items", run.source()).keyBy(keys.ofEngine).process(OracleRun.OPERATOR, new Sorting());
        sorted.write("sink", results);
        sorted.side(Sorting.LATE).write("late", late);
        Ledger ledger = run.run(pipeline);

        List<Item> expectedLate = input.items.stream()
                .filter(item -> input.isBehind(item, item.time()))
                .toList();
        Verdict.requireSame(late.records(), expectedLate, "late records");
        Verdict.requireLedger(ledger, input.items.size(), 0, 0, 0);
        Verdict.requireEqual(byKey(results.records()), expected(input, keys), () -> "what is known of each key");
        TALLY.add(input, workers, expectedLate.size());
    }

    private static Map<Object, List<Known>> byKey(List<Known> results) {
        Map<Object, List<Known>> byKey = new HashMap<>();
        results.forEach(known ->
                byKey.computeIfAbsent(known.key(), unseen -> new ArrayList<>()).add(known));
        return byKey;
    }

    private static Map<Object, List<Known>> expected(Input input, Keys keys) {
        Map<Object, List<Item>> items = new LinkedHashMap<>();
        input.items.stream()
                .filter(item -> !input.isBehind(item, item.time()))
                .sorted(Item.ORDER)
                .forEach(item -> items.computeIfAbsent(keys.of(item), unseen -> new ArrayList<>())
                        .add(item));
        List<Known> expected = new ArrayList<>();
        items.forEach((key, ofKey) -> {
            long sum = 0;
            long previous = ofKey.get(0).time();
            for (Item item : ofKey) {
                sum += item.number();
                expected.add(new Known(key, item.serial(), sum, item.time() - previous));
                previous = item.time();
            }
        });
        return byKey(expected);
    }
}
