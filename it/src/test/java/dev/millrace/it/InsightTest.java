package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.ConnectionFigures;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.SplitStatus;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.worker.StepWatch;
import dev.millrace.testkit.GatedSink;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a job says of itself when something stands still: scripted stalls, and the sentence that names the cause. */
class InsightTest {

    /** 2020-01-01, midnight. */
    private static final Instant NOW = TestRun.DEFAULT_START;

    private static final Duration LONG_CALL = Duration.ofMillis(20);

    private static final Window FIRST_MINUTE = new Window(NOW, NOW.plusSeconds(60));

    record Tick(Instant time, String channel) {}

    private final ScriptedSource<Tick> source = ScriptedSource.live(2);
    private final CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();

    private static Tick tick(long seconds) {
        return new Tick(NOW.plusSeconds(seconds), "all");
    }

    private Pipeline minutes(Source<Tick> from, Sink<? super WindowResult<String, Long>> to) {
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", from.eventTime(Tick::time).outOfOrderBy(Duration.ofSeconds(10)))
                .keyBy(Tick::channel)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("minutes", count())
                .write("results", to);
        return pipeline;
    }

    private TestRun start() {
        return TestRun.of(minutes(source, results)).start();
    }

    private static String whyOpen(TestRun run) {
        return run.snapshot().whyOpen("minutes", FIRST_MINUTE);
    }

    @Test
    void namesTheSplitThatHasBeenSilentAndWhenItWillBeIdle() {
        source.split(0).add(tick(100));
        source.split(1).add(tick(58));
        TestRun run = start().runUntilIdle();

        run.advance(Duration.ofSeconds(12)).runUntilIdle();

        assertThat(whyOpen(run))
                .isEqualTo(
                        "windows of 'minutes' that end at 2020-01-01T00:01:00Z are open because split 'scripted-1' of"
                                + " 'ticks' is at 2020-01-01T00:00:48Z (2020-01-01T00:00:58Z less 10 s) and has been silent for"
                                + " 12 s; it stands at its end, and will be idle in 18 s");
    }

    @Test
    void namesTheSplitThatCannotBeAsked() {
        source.split(0).add(tick(100));
        source.split(1).add(tick(20)).becomeUnavailable();
        TestRun run = start().runUntilIdle();

        run.advance(Duration.ofMinutes(90)).runUntilIdle();

        assertThat(whyOpen(run))
                .isEqualTo(
                        "windows of 'minutes' that end at 2020-01-01T00:01:00Z are open because split 'scripted-1' of"
                                + " 'ticks' is at 2020-01-01T00:00:10Z (2020-01-01T00:00:20Z less 10 s) and has been silent for"
                                + " 1 h 30 min; it cannot be asked, and time waits for it");
    }

    @Test
    void namesASplitWithoutRecordsBeforeOneThatIsBehindAndCountsTheOthers() {
        source.split(0).add(tick(20));
        source.split(1).becomeUnavailable();
        TestRun run = start().runUntilIdle();

        assertThat(whyOpen(run))
                .isEqualTo(
                        "windows of 'minutes' that end at 2020-01-01T00:01:00Z are open because split 'scripted-1' of"
                                + " 'ticks' has given no record yet; it cannot be asked, and time waits for it, and another one"
                                + " is behind");
    }

    @Test
    void saysWhenAnIdleSourceWillCloseTheWindow() {
        source.split(0).add(tick(20));
        source.split(1).end();
        TestRun run = start().runUntilIdle();

        run.advance(Duration.ofSeconds(35)).runUntilIdle();

        assertThat(whyOpen(run))
                .isEqualTo(
                        "windows of 'minutes' that end at 2020-01-01T00:01:00Z are open because split 'scripted-0' of"
                                + " 'ticks' is at 2020-01-01T00:00:45Z (2020-01-01T00:00:20Z less 10 s) and has been silent for"
                                + " 35 s; it is idle, and its time follows the clock, which is there in 15 s");
        run.advance(Duration.ofSeconds(15)).runUntilIdle();
        assertThat(results.records()).hasSize(1);
    }

    @Test
    void aBoundedSplitIsNotWaitedForToBecomeIdle() {
        ScriptedSource<Tick> bounded = ScriptedSource.bounded(1);
        bounded.split(0).add(tick(20)).becomeCaughtUp();
        TestRun run = TestRun.of(minutes(bounded, results)).start().runUntilIdle();

        run.advance(Duration.ofMinutes(5)).runUntilIdle();

        assertThat(whyOpen(run))
                .endsWith("has been silent for 5 min; it stands at its end, but is bounded, and only the end of such a"
                        + " split moves time without records");
    }

    @Test
    void saysThatAWindowIsClosed() {
        source.split(0).add(tick(100));
        source.split(1).add(tick(20), tick(71));
        TestRun run = start().runUntilIdle();

        assertThat(results.records()).hasSize(1);
        assertThat(whyOpen(run))
                .isEqualTo("windows of 'minutes' that end at 2020-01-01T00:01:00Z are closed: its watermark is at"
                        + " 2020-01-01T00:01:01Z");
    }

    @Test
    void saysWhatIsStillOnTheWay() {
        GatedSink<WindowResult<String, Long>> sink = new GatedSink<>();
        ScriptedSource<Tick> one = ScriptedSource.bounded(1);
        TestRun run = TestRun.of(minutes(one, sink))
                .workers(2)
                .batchCapacity(4)
                .laneBatches(2)
                .start();
        run.runUntilIdle();
        IntStream.range(0, 4_000).forEach(minute -> one.split(0).add(tick(60L * minute)));

        run.runUntilIdle();

        JobSnapshot snapshot = run.snapshot();
        Window last = new Window(NOW, NOW.plusSeconds(60 * 3_990));
        assertThat(snapshot.whyOpen("minutes", last)).contains("is being read");
        assertThat(snapshot.bottleneck()).isEqualTo("'results' is the bottleneck: it is not ready to write");
        sink.open();
        run.runUntilIdle();
        assertThat(run.snapshot().bottleneck()).isEqualTo("there is no bottleneck: 'ticks' cannot be asked");
        one.end();
        assertThat(run.runToEnd().snapshot().bottleneck())
                .isEqualTo("there is no bottleneck: every source stands at its end");
    }

    @Test
    void saysWhyNothingCameOut() {
        source.split(0).add(tick(1), tick(2), tick(3));
        Pipeline pipeline = Pipeline.named("ticks");
        Stream<Tick> ticks = pipeline.read("ticks", source.eventTime(Tick::time));
        ticks.filter(tick -> tick.channel().equals("other")).write("filtered", new CollectingSink<>());
        var counts = ticks.keyBy(Tick::channel)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("minutes", count());
        counts.write("counts", new CollectingSink<>());
        counts.late().write("late", new CollectingSink<>());
        ticks.write("all", new CollectingSink<>());
        JobSnapshot snapshot = TestRun.of(pipeline).start().runUntilIdle().snapshot();

        assertThat(snapshot.whyEmpty("filtered"))
                .isEqualTo("'filtered' is empty because of 3 records that came to 'filter-1', 3 did not meet its"
                        + " condition");
        assertThat(snapshot.whyEmpty("counts"))
                .isEqualTo("'counts' is empty because of 3 records that came to 'minutes', 3 wait in it; it has no"
                        + " watermark yet because split 'scripted-1' of 'ticks' has given no record yet; it stands at its"
                        + " end, and will be idle in 30 s, and another one is behind");
        assertThat(snapshot.whyEmpty("late"))
                .isEqualTo("'late' is empty because none of 3 records of 'minutes' was late");
        assertThat(snapshot.whyEmpty("all")).isEqualTo("'all' is not empty: it has got 3 records");
    }

    @Test
    void saysThatNothingWasRead() {
        TestRun run = start();
        assertThat(run.snapshot().whyEmpty("results"))
                .isEqualTo("'results' is empty because 'ticks' has not been opened yet");

        run.runUntilIdle();
        assertThat(run.snapshot().whyEmpty("results"))
                .isEqualTo("'results' is empty because 'ticks' has read nothing: its splits stand at their ends");

        source.split(1).becomeUnavailable();
        run.runUntilIdle();
        assertThat(run.snapshot().whyEmpty("results"))
                .isEqualTo(
                        "'results' is empty because 'ticks' has read nothing: 1 of its 2 open splits cannot be asked");

        source.end();
        run.runToEnd();
        assertThat(run.snapshot().whyEmpty("results"))
                .isEqualTo("'results' is empty because 'ticks' has ended without a record");
    }

    @Test
    void namesTheOperatorBeforeWhichRecordsPileUpAndItsHottestKey() {
        // Found by its lanes: the sink, alone in its task, takes a batch and waits.
        GatedSink<Tick> slow = new GatedSink<>();
        ScriptedSource<Tick> one = ScriptedSource.bounded(1);
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", one.eventTime(Tick::time))
                .keyBy(Tick::channel)
                .deduplicate("first", Duration.ofMinutes(1))
                .write("results", slow);
        TestRun run =
                TestRun.of(pipeline).workers(2).batchCapacity(8).laneBatches(2).start();
        one.split(0)
                .add(IntStream.range(0, 1_000)
                        .mapToObj(second -> tick(90L * second))
                        .toList());

        run.runUntilIdle();

        JobSnapshot snapshot = run.snapshot();
        assertThat(snapshot.operator("results").isBlocked()).isTrue();
        assertThat(snapshot.operator("first").hotKeys().get(0).key()).isEqualTo("all");
        assertThat(snapshot.connections())
                .anySatisfy(connection -> assertThat(connection.fullness()).isEqualTo(1.0));
        assertThat(snapshot.splits()).extracting(split -> split.status()).containsOnly(SplitStatus.READING);
    }

    @Test
    void whereTasksCannotSayThatTheyWaitTheFullConnectionsTell() {
        JobSnapshot now = start().snapshot();
        JobSnapshot full = new JobSnapshot(
                now.job(),
                now.status(),
                now.takenAt(),
                now.operators(),
                now.splits(),
                List.of(
                        new ConnectionFigures("keyBy-1", "minutes", 7_945, 0.97),
                        new ConnectionFigures("minutes", "results", 12, 0.1)),
                List.of(),
                now.ledger(),
                now.checkpoints(),
                now.memory());

        assertThat(full.bottleneck())
                .isEqualTo("'minutes' is the bottleneck: the way from 'keyBy-1' to it is 97 % full, with 7945 records,"
                        + " and behind it there is room");
        assertThat(now.bottleneck()).isEqualTo("there is no bottleneck: no source has been opened yet");
    }

    @Test
    void namesACallThatDoesNotReturn() throws InterruptedException {
        CountDownLatch isNamed = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        // Time goes on in this call alone, at each look: so no other step is ever long, however slow the machine is.
        AtomicBoolean isInCall = new AtomicBoolean();
        AtomicLong millis = new AtomicLong();
        InstantSource clock =
                () -> Instant.ofEpochMilli(isInCall.get() ? millis.addAndGet(LONG_CALL.toMillis()) : millis.get());
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger(StepWatch.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord warning) {
                warnings.add(MessageFormat.format(warning.getMessage(), warning.getParameters()));
                isNamed.countDown();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", ListSource.of(tick(1)))
                .map(tick -> {
                    isInCall.set(true);
                    mayReturn.await();
                    return tick;
                })
                .write("results", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                        .name("slow")
                        .workers(1)
                        .clock(clock)
                        .longCall(LONG_CALL)
                        .build();
                Job job = runtime.start(pipeline)) {
            isNamed.await();

            assertThat(warnings.get(0))
                    .startsWith("'map-1' has been in one call for ")
                    .contains(" ms, at InsightTest.lambda$")
                    .contains("; all other tasks of slow-worker-0 wait for it");
            assertThat(job.snapshot().bottleneck())
                    .startsWith("'map-1' is the bottleneck: it has been in one call for ")
                    .endsWith("; what waits for an outside system belongs in lookup(...)");
            isInCall.set(false);
            mayReturn.countDown();
            job.await();
            assertThat(warnings).as("once for each call").hasSize(1);
        } finally {
            logger.removeHandler(handler);
            mayReturn.countDown();
        }
    }

    @Test
    void refusesNamesThatAreNotThere() {
        JobSnapshot snapshot = start().snapshot();

        assertThatThrownBy(() -> snapshot.whyOpen("hours", FIRST_MINUTE))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageStartingWith("no operator 'hours' in job 'ticks'; it has [ticks, ");
        assertThatThrownBy(() -> snapshot.whyEmpty("nothing")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aJobOnThreadsSaysTheSame() throws InterruptedException {
        source.split(0).add(tick(100));
        source.split(1).add(tick(20)).becomeUnavailable();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(minutes(source, results))) {
            JobSnapshot snapshot = job.snapshot();
            while (snapshot.ledger().operator("minutes").in() < 2) {
                Thread.onSpinWait();
                snapshot = job.snapshot();
            }
            assertThat(snapshot.whyOpen("minutes", FIRST_MINUTE))
                    .contains("because split 'scripted-1' of 'ticks' is at 2020-01-01T00:00:10Z");
            source.end();
            job.await();
            assertThat(job.snapshot().splits())
                    .extracting(split -> split.status())
                    .containsOnly(SplitStatus.ENDED);
            assertThat(List.of(job.snapshot().takenAt())).isNotEmpty();
        }
    }
}
