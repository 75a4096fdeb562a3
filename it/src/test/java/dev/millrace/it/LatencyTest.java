package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.GatedSink;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long records take, by the virtual clock: from the reading of what makes a result certain until the sink has it. */
class LatencyTest {

    private static final Instant NOW = TestRun.DEFAULT_START;
    private static final int WINDOW_MILLIS = 100;

    record Tick(long time, int key) {}

    private static LatencyHistogram latency(TestRun run) {
        return run.snapshot().operator("results").latency();
    }

    @Test
    void aRecordCountsFromItsReadingUntilTheSinkHasIt() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        GatedSink<Tick> sink = new GatedSink<>();
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", source.eventTimeMillis(Tick::time)).write("results", sink);
        TestRun run = TestRun.of(pipeline).start();

        assertThat(latency(run)).isEqualTo(LatencyHistogram.EMPTY);
        source.split(0).add(new Tick(0, 0), new Tick(1, 0));
        run.advance(Duration.ofSeconds(5)).runUntilIdle();
        run.advance(Duration.ofMillis(700)).runUntilIdle();
        sink.open();
        run.runUntilIdle();

        assertThat(latency(run).count()).isEqualTo(2);
        assertThat(latency(run).max()).isEqualTo(Duration.ofMillis(700));
        assertThat(run.snapshot().operator("ticks").latency())
                .as("of what is no sink")
                .isEqualTo(LatencyHistogram.EMPTY);
    }

    @Test
    void aResultOfAWindowCountsFromTheReadingOfTheRecordThatClosedIt() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        GatedSink<WindowResult<Integer, Long>> sink = new GatedSink<>();
        sink.open();
        TestRun run = TestRun.of(windows(source, sink)).start();

        source.split(0).add(new Tick(0, 0));
        run.advance(Duration.ofHours(1)).runUntilIdle();
        source.split(0).add(new Tick(WINDOW_MILLIS, 0));
        run.runUntilIdle();

        assertThat(latency(run).count()).isOne();
        assertThat(latency(run).max()).isZero();
    }

    private static Pipeline windows(ScriptedSource<Tick> source, GatedSink<WindowResult<Integer, Long>> sink) {
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", source.eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .window(tumbling(Duration.ofMillis(WINDOW_MILLIS)))
                .aggregate("windows", count())
                .write("results", sink);
        return pipeline;
    }

    /** Random input on several splits, a sink that is ready now and then, and each result's latency worked out by hand. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void latenciesOfWindowsAreThoseWorkedOutResultByResult(long seed) {
        Random random = new Random(seed);
        int splits = 1 + random.nextInt(3);
        ScriptedSource<Tick> source = ScriptedSource.bounded(splits);
        List<Duration> expected = new ArrayList<>();
        Map<Long, Instant> certainSince = new TreeMap<>();
        TestRun[] run = new TestRun[1];
        GatedSink<WindowResult<Integer, Long>> sink = GatedSink.consuming(result -> expected.add(Duration.between(
                certainSince.get(result.end().toEpochMilli()), run[0].clock().instant())));
        run[0] = TestRun.of(windows(source, sink))
                .workers(1 + random.nextInt(3))
                .seed(seed)
                .batchCapacity(64)
                .laneBatches(64)
                .start();

        long[] times = new long[splits];
        for (int round = 0; round < 40; round++) {
            for (int records = random.nextInt(20); records > 0; records--) {
                int split = random.nextInt(splits);
                times[split] += random.nextInt(30);
                source.split(split).add(new Tick(times[split], random.nextInt(5)));
            }
            close(certainSince, min(times), run[0].clock().instant());
            run[0].runUntilIdle();
            run[0].advance(Duration.ofMillis(random.nextInt(900)));
            sink.admit(round % 6 == 0 ? 1_000 : random.nextInt(2));
            run[0].runUntilIdle();
        }
        for (int split = 0; split < splits; split++) {
            source.split(split).end();
        }
        close(certainSince, Long.MAX_VALUE / 2, run[0].clock().instant());
        sink.open();
        run[0].runToEnd();

        requireEqual(latency(run[0]), expected, "seed " + seed);
    }

    private static long min(long[] times) {
        long min = Long.MAX_VALUE;
        for (long time : times) {
            min = Math.min(min, time);
        }
        return min;
    }

    /** Windows that end up to a watermark are certain from now on, if they were not before. */
    private static void close(Map<Long, Instant> certainSince, long watermark, Instant now) {
        for (long end = WINDOW_MILLIS; end <= Math.min(watermark, 1_000_000); end += WINDOW_MILLIS) {
            certainSince.putIfAbsent(end, now);
        }
    }

    private static void requireEqual(LatencyHistogram found, List<Duration> expected, String description) {
        Collections.sort(expected);
        assertThat(found.count()).as(description).isEqualTo(expected.size());
        assertThat(found.max()).as(description).isEqualTo(expected.get(expected.size() - 1));
        for (double percent : new double[] {1, 10, 25, 50, 75, 90, 99, 99.9, 100}) {
            int rank = (int) Math.ceil(expected.size() * percent / 100);
            Duration exact = expected.get(Math.max(0, rank - 1));
            assertThat(found.percentile(percent))
                    .as(description + ", percentile " + percent)
                    .isBetween(exact, exact.plus(exact.dividedBy(64)));
        }
    }

    @Test
    void aRecordThatWaitsForAnAnswerCountsFromItsOwnReading() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        CollectingSink<Tick> sink = new CollectingSink<>();
        Map<Integer, CompletableFuture<Integer>> answers = new TreeMap<>();
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", source.eventTimeMillis(Tick::time))
                .lookup(
                        "asked",
                        Tick::key,
                        Lookup.async((Integer key) -> answers.computeIfAbsent(key, asked -> new CompletableFuture<>())))
                .timeout(Duration.ofHours(1))
                .inner((tick, answer) -> tick)
                .write("results", sink);
        TestRun run = TestRun.of(pipeline).start();

        source.split(0).add(new Tick(0, 1));
        run.runUntilIdle();
        run.advance(Duration.ofSeconds(2)).runUntilIdle();
        source.split(0).add(new Tick(1, 2));
        run.runUntilIdle();
        run.advance(Duration.ofSeconds(1)).runUntilIdle();
        answers.get(1).complete(1);
        run.runUntilIdle();
        assertThat(latency(run).max()).isEqualTo(Duration.ofSeconds(3));
        answers.get(2).complete(2);
        run.runUntilIdle();

        assertThat(latency(run).count()).isEqualTo(2);
        assertThat(latency(run).percentile(50)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_016));
    }

    @Test
    void aRunningJobMeasuresAndOneOnTheCallersThreadDoesNot() throws InterruptedException {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build()) {
            Pipeline pipeline = Pipeline.named("pushed");
            Stream<String> words = pipeline.read("words", Push.of(String.class));
            words.write("results", new CollectingSink<>());
            JobSnapshot last;
            try (Job job = runtime.start(pipeline)) {
                job.ingress(words).put("a");
                job.ingress(words).put("b");
                job.ingress(words).close();
                job.await();
                last = job.snapshot();
            }
            assertThat(last.operator("results").latency().count()).isEqualTo(2);
            assertThat(last.operator("results").latency().max()).isPositive();

            Pipeline called = Pipeline.named("called");
            Stream<String> spoken = called.read("words", Push.of(String.class));
            spoken.write("results", new CollectingSink<>());
            try (Job job = runtime.startOnCallersThread(called)) {
                job.ingress(spoken).put("a");
                assertThat(job.snapshot().operator("results").latency()).isEqualTo(LatencyHistogram.EMPTY);
            }
        }
    }

    @Test
    void splitsSayHowManyRecordsAndHowMuchTimeTheyAreBehind() {
        ScriptedSource<Tick> source = ScriptedSource.bounded(1);
        GatedSink<Tick> sink = new GatedSink<>();
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", source.eventTimeMillis(Tick::time)).write("results", sink);
        TestRun run = TestRun.of(pipeline)
                .batchCapacity(4)
                .laneBatches(1)
                .startAt(NOW)
                .start();
        for (int i = 0; i < 100; i++) {
            source.split(0).add(new Tick(NOW.toEpochMilli() - 1_000 + i, 0));
        }

        run.runUntilIdle();

        JobSnapshot now = run.snapshot();
        long read = now.ledger().operator("ticks").in();
        assertThat(now.splits().get(0).lag()).isEqualTo(OptionalLong.of(100 - read));
        assertThat(now.splits().get(0).timeLag(now.takenAt())).contains(Duration.ofMillis(1_001 - read));
        sink.open();
        run.runUntilIdle();
        assertThat(run.snapshot().splits().get(0).lag()).isEqualTo(OptionalLong.of(0));
    }
}
