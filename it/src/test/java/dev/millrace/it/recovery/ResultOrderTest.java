package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** With one worker a job that dies gives the same results in the same order as one that does not, however batches are cut. */
class ResultOrderTest {

    private record Event(long time, long key, String name) {}

    private static List<Event> events(Random random) {
        List<Event> events = new ArrayList<>();
        long time = 0;
        for (int left = 200 + random.nextInt(600); left > 0; left--) {
            time += random.nextInt(12) == 0 ? random.nextInt(400) : random.nextInt(4);
            long key = random.nextBoolean() ? random.nextInt(30) - 5 : random.nextLong();
            events.add(new Event(time, key, "name " + random.nextInt(25)));
        }
        return events;
    }

    private static List<List<String>> results(List<Event> events, long seed, int crashes) {
        CollectingSink<String> tumbling = new CollectingSink<>();
        CollectingSink<String> sliding = new CollectingSink<>();
        CollectingSink<String> running = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("order");
        Stream<Event> stream = pipeline.read("events", ListSource.of(events).eventTimeMillis(Event::time));
        KeyedStream<Event, Long> byKey = stream.keyBy(Event::key);
        KeyedStream<Event, String> byName = stream.keyBy(Event::name);
        byKey.window(Windows.tumbling(Duration.ofMillis(20)))
                .aggregate("tumbling", Aggregates.count())
                .map(String::valueOf)
                .write("tumbling-sink", tumbling);
        byName.window(Windows.sliding(Duration.ofMillis(60), Duration.ofMillis(20)))
                .aggregate("sliding", Aggregates.sumWrapping(Event::key))
                .map(String::valueOf)
                .write("sliding-sink", sliding);
        byName.aggregate("running", Aggregates.count())
                .changes()
                .map(String::valueOf)
                .write("running-sink", running);
        TestRun run = TestRun.of(pipeline)
                .workers(1)
                .seed(seed)
                .crashes(crashes)
                .withSameWorkers()
                .start()
                .runToEnd();
        assertThat(run.ledger().imbalances()).as("%s", run).isEmpty();
        return List.of(tumbling.records(), sliding.records(), running.records());
    }

    /** Shows the first difference, as there may be hundreds of results. */
    private static void requireSame(List<String> actual, List<String> expected, String what) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            assertThat(actual.get(i)).as("%s, result %d", what, i).isEqualTo(expected.get(i));
        }
        assertThat(actual).as(what).hasSameSizeAs(expected);
    }

    @Test
    void crashesDoNotChangeTheOrder() {
        for (long seed = 0; seed < 60; seed++) {
            List<Event> events = events(new Random(seed));
            List<List<String>> undisturbed = results(events, 1_000 + seed, 0);
            List<List<String>> results = results(events, seed, 1 + (int) seed % 6);
            for (int output = 0; output < results.size(); output++) {
                requireSame(results.get(output), undisturbed.get(output), "seed " + seed + ", output " + output);
            }
        }
    }
}
