package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Splits that appear while a job runs, or between two of its runs. */
class AppearingSplitsTest {

    private static final int CASES = 400;

    /** A record with a time. */
    public record Item(long time, long id) {}

    @Test
    void allTheirRecordsAreReadOnceWhateverDies() {
        int restores = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            ScriptedSource<Item> source = ScriptedSource.live(1 + random.nextInt(2));
            CollectingSink<Item> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("appearing");
            pipeline.read("items", source.eventTimeMillis(Item::time)).write("all", sink);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(4))
                    .start();
            List<Item> expected = new ArrayList<>();
            for (int split = 0; split < 4; split++) {
                ScriptedSource.Split<Item> into = split == 0 ? source.split(0) : source.addSplit();
                for (int i = random.nextInt(20); i > 0; i--) {
                    Item item = new Item(split * 100L + i, expected.size());
                    into.add(item);
                    expected.add(item);
                }
                for (int steps = random.nextInt(100); steps > 0; steps--) {
                    run.step();
                }
            }
            source.end();
            run.runToEnd();

            assertThat(sink.records()).as("%s", run).containsExactlyInAnyOrderElementsOf(expected);
            restores += run.restores();
        }
        assertThat(restores).isPositive();
    }

    @Test
    void aSplitThatAppearsHoldsTimeBackUntilItHasSomeOrIsIdle() {
        ScriptedSource<Item> source = ScriptedSource.live(1);
        CollectingSink<Long> counts = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("time");
        pipeline.read("items", source.eventTimeMillis(Item::time).idleAfter(Duration.ofSeconds(30)))
                .keyBy(item -> "all")
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("count", count())
                .map(result -> result.value())
                .write("counts", counts);
        TestRun run = TestRun.of(pipeline).start();
        source.split(0).add(new Item(500, 0), new Item(1_500, 1));
        run.runUntilIdle();
        assertThat(counts.records()).containsExactly(1L);

        ScriptedSource.Split<Item> added = source.addSplit();
        run.runUntilIdle();
        source.split(0).add(new Item(2_500, 2));
        run.runUntilIdle();
        assertThat(counts.records())
                .as("the new split may have some of the second")
                .containsExactly(1L);

        added.add(new Item(1_700, 3), new Item(2_600, 4));
        run.runUntilIdle();
        assertThat(counts.records()).containsExactly(1L, 2L);
        run.cancel();
    }
}
