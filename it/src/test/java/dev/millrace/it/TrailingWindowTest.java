package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailingWindowTest {

    record Tick(String key, long time) {}

    /** More records of one millisecond than a batch has rows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 1_024})
    void recordsOfEqualTimeSeeEachOtherHoweverManyThereAre(int batchCapacity) {
        List<Tick> ticks = new ArrayList<>();
        for (long time = 10; time < 13; time++) {
            for (int i = 0; i < 25; i++) {
                ticks.add(new Tick("key-" + i % 2, time));
            }
        }
        CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", ListSource.of(ticks).eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .window(Windows.trailing(Duration.ofMillis(2)))
                .aggregate("recent", count())
                .write("out", results);

        TestRun.of(pipeline)
                .workers(2)
                .seed(1)
                .batchCapacity(batchCapacity)
                .start()
                .runToEnd();

        TreeMap<String, Long> resultsOf = new TreeMap<>();
        results.records()
                .forEach(result -> resultsOf.merge(
                        result.key() + " " + (result.end().toEpochMilli() - 1) + " " + result.value(), 1L, Long::sum));
        assertThat(resultsOf.toString())
                .isEqualTo("{key-0 10 13=13, key-0 11 26=13, key-0 12 26=13,"
                        + " key-1 10 12=12, key-1 11 24=12, key-1 12 24=12}");
    }
}
