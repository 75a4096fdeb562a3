package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.exchange.Lane;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.worker.Task;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key with half of all records: it is named, and it does not stop the others. */
@Timeout(120)
class SkewTest {

    private static final int WORKERS = 4;
    private static final long HOT = 7;

    record Click(long page, long time) {

        String name() {
            return "page-" + page;
        }
    }

    private static Click click(long i) {
        return new Click(i % 2 == 0 ? HOT : 1_000 + i * 31 % 5_000, i);
    }

    /** The key of a table is read where its stream is keyed; its hot keys are those of the join all the same. */
    @Test
    void theHotKeysOfATableAreThoseOfItsJoin() {
        Pipeline pipeline = Pipeline.named("versions");
        Stream<Click> clicks = pipeline.read(
                "clicks", Generator.of(SkewTest::click).limit(50_000).eventTimeMillis(Click::time));
        Stream<Click> one =
                pipeline.read("one", Generator.of(i -> click(i + 1)).limit(1).eventTimeMillis(Click::time));
        one.asOf("joined", clicks.keyBy(Click::page).versioned(), Click::page)
                .inner((left, right) -> right)
                .write("out", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).workers(2).withoutChecks().start().runToEnd();

        assertThat(run.hotKeys("joined"))
                .singleElement()
                .extracting(HotKey::key)
                .isEqualTo(HOT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theHottestKeyIsNamedWithItsShare(int workers) {
        Pipeline pipeline = Pipeline.named("clicks");
        Stream<Click> clicks = pipeline.read(
                "clicks", Generator.of(SkewTest::click).limit(100_000).eventTimeMillis(Click::time));
        clicks.keyBy(Click::page)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("by-page", count())
                .write("a", new CollectingSink<>());
        clicks.keyBy(Click::name).deduplicate("by-name", Duration.ofSeconds(1)).write("b", new CollectingSink<>());
        clicks.window(tumbling(Duration.ofSeconds(1))).aggregate("all", count()).write("c", new CollectingSink<>());
        TestRun run =
                TestRun.of(pipeline).workers(workers).withoutChecks().start().runToEnd();

        assertThat(run.hotKeys("by-page")).singleElement().satisfies(hot -> {
            assertThat(hot.key()).isEqualTo(HOT);
            assertThat(hot.share()).isEqualTo(0.5, within(0.03));
        });
        assertThat(run.hotKeys("by-name"))
                .singleElement()
                .extracting(HotKey::key)
                .isEqualTo("page-7");
        assertThat(run.hotKeys("all")).isEmpty();
        assertThatThrownBy(() -> run.hotKeys("a"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no operator 'a' that has keys");
    }

    @Test
    void aRunningJobAndOneThatHasEndedTellToo() throws Exception {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            Pipeline pipeline = Pipeline.named("clicks");
            pipeline.read("clicks", Generator.of(SkewTest::click).limit(50_000).eventTimeMillis(Click::time))
                    .keyBy(Click::page)
                    .window(tumbling(Duration.ofSeconds(1)))
                    .aggregate("by-page", count())
                    .write("out", new CollectingSink<>());
            Job job = runtime.start(pipeline);
            assertThat(job.hotKeys("by-page")).hasSizeLessThanOrEqualTo(10);
            job.await();
            assertThat(job.hotKeys("by-page").get(0).key()).isEqualTo(HOT);
        }
    }

    /** The worker with the hot key gets one step where the others get fifty. */
    @Test
    void theOtherPartitionsGoOnWhileTheHotOneLagsAndNothingPilesUp() {
        List<Click> clicks = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            clicks.add(click(i));
        }
        long[] recordsOut = {0};
        long[] latestOfHot = {0};
        long[] latestOfOthers = {0};
        Pipeline pipeline = Pipeline.named("clicks");
        pipeline.read("clicks", ListSource.of(clicks).eventTimeMillis(Click::time))
                .keyBy(Click::page)
                .window(tumbling(Duration.ofMillis(100)))
                // Lists are not made in two stages: the worker with the hot key gets half of all rows.
                .aggregate("by-page", collect(Click::time))
                .write("out", CallbackSink.of(result -> {
                    recordsOut[0] += result.value().size();
                    long[] latest = result.key() == HOT ? latestOfHot : latestOfOthers;
                    latest[0] = Math.max(latest[0], result.end().toEpochMilli());
                }));
        JobExecution execution = new JobExecution(
                pipeline.freeze(),
                new JobControl(pipeline.name(), () -> {}),
                new JobSettings(new VirtualClock(TestRun.DEFAULT_START), 64, 4),
                WORKERS,
                worker -> () -> {},
                (source, push, wakeUp, refusal) -> {
                    throw new AssertionError("nothing is pushed");
                });
        Task hot = taskOf(execution, HOT);
        long capacity = execution.lanes().stream().mapToLong(Lane::capacity).sum();
        long mostQueued = 0;
        int coldAhead = 0;

        for (int round = 0; !execution.status().isEnd(); round++) {
            for (Task task : execution.tasks()) {
                if (task != hot || round % 50 == 0) {
                    task.step();
                }
            }
            if (round % 10 == 0) {
                mostQueued = Math.max(mostQueued, queued(execution));
                coldAhead += latestOfOthers[0] > latestOfHot[0] ? 1 : 0;
            }
        }

        assertThat(execution.failure()).isNull();
        assertThat(recordsOut[0]).isEqualTo(clicks.size());
        assertThat(mostQueued).isPositive().isLessThanOrEqualTo(capacity);
        // Windows of other keys had closed that the hot key's worker had not come to.
        assertThat(coldAhead).isGreaterThan(100);
    }

    /** The task that owns a key. */
    private static Task taskOf(JobExecution execution, long key) {
        int owner = (int) (StableHash.of(key) & ShardMap.SHARDS - 1) * WORKERS / ShardMap.SHARDS;
        return execution.tasks().stream()
                .filter(task -> task.toString().equals("by-page#" + owner))
                .findFirst()
                .orElseThrow();
    }

    private static long queued(JobExecution execution) {
        execution.publishAccounts();
        return execution.ledger().edges().stream()
                .mapToLong(Ledger.Edge::queued)
                .sum();
    }
}
