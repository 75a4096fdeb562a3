package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Jobs that die, and go on from what the disk has kept: nothing is lost, and nothing is there twice. */
class CrashTest {

    private record Event(long time, long key) {}

    @Test
    void whatIsWrittenIsWrittenOnce() {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<List<Event>> splits = new ArrayList<>();
            int splitCount = 1 + random.nextInt(4);
            for (int i = 0; i < splitCount; i++) {
                splits.add(random.longs(random.nextInt(600), 0, 100)
                        .mapToObj(key -> new Event(key, key))
                        .toList());
            }
            CollectingSink<Long> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("crash");
            Stream<Event> events =
                    pipeline.read("events", ListSource.ofSplits(splits).eventTimeMillis(Event::time));
            events.filter(event -> event.key() % 3 != 0).map(Event::key).write("sink", sink);

            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(6))
                    .start()
                    .runToEnd();

            assertThat(sink.records())
                    .as("%s", run)
                    .containsExactlyInAnyOrderElementsOf(splits.stream()
                            .flatMap(List::stream)
                            .filter(event -> event.key() % 3 != 0)
                            .map(Event::key)
                            .toList());
            assertThat(run.ledger().imbalances()).as("%s", run).isEmpty();
            seen.merge(run.crashes() + " crashes, " + run.restores() + " restores", 1, Integer::sum);
        }
        System.out.println(seen);
        assertThat(LongStream.of(seen.size()).sum()).isGreaterThan(3);
    }
}
