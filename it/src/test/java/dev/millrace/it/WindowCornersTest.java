package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.trailing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners of windows, each of which was wrong once; found by random cases, kept as small ones. */
class WindowCornersTest {

    record Tick(String key, long time, long number) {}

    private final CollectingSink<WindowResult<String, ?>> results = new CollectingSink<>();
    private final Pipeline pipeline = Pipeline.named("corners");

    private static Tick tick(String key, long time) {
        return new Tick(key, time, 1);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private KeyedStream<Tick, String> ticks(long boundMillis, Tick... ticks) {
        return pipeline.read(
                        "ticks",
                        ListSource.of(ticks).eventTimeMillis(Tick::time).outOfOrderBy(millis(boundMillis)))
                .keyBy(Tick::key);
    }

    private TestRun.Builder run(int batchCapacity) {
        return TestRun.of(pipeline).batchCapacity(batchCapacity);
    }

    private static List<String> texts(CollectingSink<WindowResult<String, ?>> sink) {
        return sink.records().stream()
                .map(result -> result.key() + " " + result.start().toEpochMilli() + "-"
                        + result.end().toEpochMilli() + " " + result.value())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void trailingRecordsOfOneTimeSeeEachOtherHoweverTheyAreBatched(int batchCapacity) {
        ticks(0, tick("a", 5), tick("a", 7), tick("a", 7), tick("b", 7), tick("a", 7), tick("a", 20))
                .window(trailing(millis(10)))
                .aggregate("counts", count())
                .write("results", results);

        run(batchCapacity).start().runToEnd();

        assertThat(texts(results))
                .containsExactly("a -4-6 1", "a -2-8 4", "a -2-8 4", "b -2-8 1", "a -2-8 4", "a 11-21 1");
    }

    @Test
    void countWindowsInArrivalOrderTakeRecordsOfAnyTime() {
        ticks(100, tick("a", 50), tick("a", 20), tick("a", 40), tick("a", 10), tick("a", 30))
                .window(Windows.count(4).slidingBy(2).inArrivalOrder())
                .aggregate("times", collect(Tick::time))
                .write("results", results);

        run(2).start().runToEnd();

        assertThat(texts(results))
                .containsExactly("a 20-51 [20, 50]", "a 10-51 [10, 20, 40, 50]", "a 10-41 [10, 30, 40]");
    }
}
