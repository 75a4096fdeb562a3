package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.type.All;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of one key and slice become one before they go to the owner of the key. */
class TwoStageTest {

    record Reading(long key, long time, long number) {}

    private static List<List<Reading>> splits(long seed, int keys) {
        Random random = new Random(seed);
        List<List<Reading>> splits = new ArrayList<>();
        for (int split = 0; split < 3; split++) {
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                readings.add(new Reading(random.nextInt(keys), i + random.nextInt(20), random.nextInt(100)));
            }
            splits.add(readings);
        }
        return splits;
    }

    private static Stream<Reading> read(Pipeline pipeline, List<List<Reading>> splits) {
        return pipeline.read(
                "readings",
                ListSource.<Reading>ofSplits(splits)
                        .eventTimeMillis(Reading::time)
                        .outOfOrderBy(Duration.ofMillis(20)));
    }

    private static Ledger run(Pipeline pipeline, int workers, long seed) {
        TestRun run = TestRun.of(pipeline)
                .workers(workers)
                .seed(seed)
                .batchCapacity(1 + (int) seed * 50)
                .start()
                .runToEnd();
        assertThat(run.ledger().imbalances()).isEmpty();
        return run.ledger();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void unkeyedWindowsAreAggregatedByAllWorkersAndMergedByOne(int workers) {
        for (WindowSpec<Object> window : List.<WindowSpec<Object>>of(
                tumbling(Duration.ofMillis(100)), global(), sliding(Duration.ofMillis(100), Duration.ofMillis(30)))) {
            for (long seed = 0; seed < 5; seed++) {
                List<List<Reading>> splits = splits(seed, 10);
                CollectingSink<WindowResult<All, LongSummary>> results = new CollectingSink<>();
                Pipeline pipeline = Pipeline.named("unkeyed");
                read(pipeline, splits)
                        .window(window)
                        .aggregate("all", summary(Reading::number))
                        .write("results", results);

                Ledger ledger = run(pipeline, workers, seed);

                assertThat(ledger.operator("all").in()).isEqualTo(3_000);
                results.records()
                        .forEach(result -> assertThat(result.value())
                                .isEqualTo(naive(
                                        splits,
                                        result.start().toEpochMilli(),
                                        result.end().toEpochMilli())));
                assertThat(results.records()).isNotEmpty();
            }
        }
    }

    private static LongSummary naive(List<List<Reading>> splits, long start, long end) {
        var statistics = splits.stream()
                .flatMap(List::stream)
                .filter(reading -> reading.time() >= start && reading.time() < end)
                .mapToLong(Reading::number)
                .summaryStatistics();
        return new LongSummary(statistics.getCount(), statistics.getSum(), statistics.getMin(), statistics.getMax());
    }

    @Test
    void fewRowsCrossTheExchangeWhereKeysRepeat() {
        List<List<Reading>> splits = splits(1, 3);
        CollectingSink<WindowResult<Long, LongSummary>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("hot");
        read(pipeline, splits)
                .keyBy(Reading::key)
                .window(global())
                .aggregate("by-key", summary(Reading::number))
                .write("results", results);

        Ledger ledger = run(pipeline, 2, 20);

        assertThat(ledger.operator("by-key.partial").in()).isEqualTo(3_000);
        assertThat(ledger.operator("by-key.partial").out()).isLessThan(30);
        assertThat(ledger.operator("by-key").in()).isEqualTo(3_000);
        Map<Long, Long> counts = splits.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Reading::key, Collectors.counting()));
        assertThat(results.records())
                .hasSize(3)
                .allSatisfy(result -> assertThat(result.value().count()).isEqualTo(counts.get(result.key())));
    }

    @Test
    void rowsPassAsTheyAreWhereKeysDoNotRepeat() {
        CollectingSink<WindowResult<Long, LongSummary>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("spread");
        read(pipeline, splits(1, 1_000_000))
                .keyBy(Reading::key)
                .window(global())
                .aggregate("by-key", summary(Reading::number))
                .write("results", results);

        Ledger ledger = run(pipeline, 2, 1);

        assertThat(ledger.operator("by-key.partial").out()).isGreaterThan(2_900);
        assertThat(results.records()).hasSizeGreaterThan(2_900);
    }
}
