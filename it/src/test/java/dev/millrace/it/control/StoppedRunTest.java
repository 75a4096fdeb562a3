package dev.millrace.it.control;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs that are paused, drained, and stopped with savepoints, at any step. */
class StoppedRunTest {

    private record Event(long time, long key) {}

    private final CollectingSink<WindowResult<Long, Long>> sink = new CollectingSink<>();

    private static List<List<Event>> splits(Random random) {
        List<List<Event>> splits = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            List<Event> split = new ArrayList<>();
            long time = 0;
            for (int i = random.nextInt(400); i >= 0; i--) {
                time += random.nextInt(20);
                split.add(new Event(time, random.nextInt(5)));
            }
            splits.add(split);
        }
        return splits;
    }

    private Pipeline counting(List<List<Event>> splits, CollectingSink<WindowResult<Long, Long>> into) {
        Pipeline pipeline = Pipeline.named("counting");
        pipeline.read("events", ListSource.ofSplits(splits).eventTimeMillis(Event::time))
                .keyBy(Event::key)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("counts", count())
                .write("sink", into);
        return pipeline;
    }

    /** What a result says; by what it was closed depends on which split was read first. */
    private static List<String> told(CollectingSink<WindowResult<Long, Long>> results) {
        return results.records().stream()
                .map(result -> result.key() + " from " + result.start() + ": " + result.value())
                .toList();
    }

    private static TestRun.Builder run(Pipeline pipeline, long seed) {
        return TestRun.of(pipeline).seed(seed).workers(1 + (int) (seed % 3));
    }

    @Test
    void aJobThatIsStoppedAndStartedAgainGivesTheAnswerOfOneThatIsNot() {
        int stops = 0;
        int crashes = 0;
        for (long seed = 0; seed < 80; seed++) {
            List<List<Event>> splits = splits(new Random(seed));
            CollectingSink<WindowResult<Long, Long>> expected = new CollectingSink<>();
            run(counting(splits, expected), seed).start().runToEnd();
            CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
            TestRun run = run(counting(splits, results), seed)
                    .crashes((int) (seed % 2))
                    .stops(4)
                    .start()
                    .runToEnd();

            assertThat(told(results)).as("%s", run).containsExactlyInAnyOrderElementsOf(told(expected));
            assertThat(run.status()).isEqualTo(JobStatus.FINISHED);
            stops += run.stops();
            crashes += run.crashes();
        }
        System.out.println(stops + " stops with savepoints, " + crashes + " crashes");
        assertThat(stops).isGreaterThan(80);
        assertThat(crashes).isGreaterThan(20);
    }

    @Test
    void aStopClosesNoWindowAndCommitsAllThatWasClosedBefore() throws InterruptedException {
        int stopped = 0;
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<List<Event>> splits = splits(random);
            CollectingSink<WindowResult<Long, Long>> expected = new CollectingSink<>();
            run(counting(splits, expected), seed).start().runToEnd();
            CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
            TestRun run = run(counting(splits, results), seed).crashes(0).start();
            for (int steps = random.nextInt(300); steps > 0; steps--) {
                run.step();
            }
            if (run.status().isEnd()) {
                continue;
            }
            PendingSavepoint stop = run.stopWithSavepoint();
            run.runUntilIdle();
            if (run.status() == JobStatus.RUNNING) {
                // The disk failed.
                assertThatThrownBy(() -> stop.await(Duration.ZERO)).hasMessageContaining("could not be written");
                continue;
            }
            assertThat(told(expected)).as("%s", run).containsAll(told(results));
            long given =
                    results.records().stream().mapToLong(WindowResult::value).sum();
            if (run.status() == JobStatus.STOPPED) {
                Ledger.Row counts = run.ledger().operator("counts");
                assertThat(given).as("%s", run).isEqualTo(counts.passed());
                assertThat(stop.await(Duration.ZERO).orElseThrow().name()).startsWith("savepoint-");
                stopped++;
            }
            run.startAgain(1 + random.nextInt(4)).runToEnd();
            assertThat(told(results)).as("%s", run).containsExactlyInAnyOrderElementsOf(told(expected));
        }
        assertThat(stopped).isGreaterThan(20);
    }

    @Test
    void aDrainedJobGivesAllOfWhatItHasReadAndStaysFinished() {
        int partly = 0;
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<List<Event>> splits = splits(random);
            CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
            TestRun.Builder builder = run(counting(splits, results), seed);
            boolean isCheckpointed = seed % 2 == 0;
            TestRun run = (isCheckpointed ? builder.crashes(0) : builder).start();
            for (int steps = random.nextInt(200); steps > 0; steps--) {
                run.step();
            }
            run.drain();
            run.drain();
            run.runToEnd();

            assertThat(run.status()).isEqualTo(JobStatus.FINISHED);
            long read = run.ledger().operator("events").in();
            long all = splits.stream().mapToLong(List::size).sum();
            assertThat(results.records().stream().mapToLong(WindowResult::value).sum())
                    .as("%s", run)
                    .isEqualTo(read);
            partly += read > 0 && read < all ? 1 : 0;
            if (isCheckpointed) {
                List<WindowResult<Long, Long>> before = results.records();
                run.startAgain(2).runToEnd();
                assertThat(results.records()).containsExactlyInAnyOrderElementsOf(before);
            }
        }
        assertThat(partly).isGreaterThan(10);
    }

    @Test
    void beforeTheFirstStepNothingHasBeenReadYet() {
        List<List<Event>> splits = List.of(List.of(new Event(1, 1)));
        TestRun run = TestRun.of(counting(splits, sink)).start();
        run.pause();
        run.runUntilIdle();
        assertThat(run.status()).isEqualTo(JobStatus.PAUSED);
        assertThat(run.ledger().operator("events").in()).isZero();
        run.drain();
        run.runToEnd();
        assertThat(sink.records()).isEmpty();
    }

    @Test
    void timeStandsStillWhileAJobIsPaused() {
        ScriptedSource<Event> live = ScriptedSource.live(2);
        Pipeline pipeline = Pipeline.named("paused");
        pipeline.read("events", live.eventTimeMillis(Event::time).idleAfter(Duration.ofSeconds(1)))
                .keyBy(Event::key)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("counts", count())
                .write("sink", sink);
        TestRun run = TestRun.of(pipeline).workers(2).seed(3).start();
        live.split(0).add(List.of(new Event(50, 1)));
        live.split(1).add(List.of(new Event(60, 2)));
        run.runUntilIdle();
        run.pause();
        run.pause();
        live.split(0).add(List.of(new Event(170, 1)));
        run.advance(Duration.ofHours(1)).advance(Duration.ofHours(1));
        assertThat(sink.records()).isEmpty();
        assertThat(run.ledger().operator("events").in()).isEqualTo(2);

        run.resume();
        run.runUntilIdle();
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(run.ledger().operator("events").in()).isEqualTo(3);
        assertThat(sink.records()).as("silence has to last anew").isEmpty();
        run.advance(Duration.ofSeconds(1));
        assertThat(sink.records()).hasSize(3);
    }

    @Test
    void checkpointsAreMadeWhileAJobIsPaused() throws InterruptedException {
        TestRun run = run(counting(splits(new Random(1)), sink), 1).crashes(0).start();
        run.step();
        run.pause();
        PendingSavepoint savepoint = run.savepoint();
        run.runUntilIdle();

        assertThat(run.status()).isEqualTo(JobStatus.PAUSED);
        assertThat(savepoint.await(Duration.ZERO).orElseThrow().bytes()).isPositive();
    }

    @Test
    void aPausedJobWhoseSourcesHaveEndedComesToItsEnd() {
        ScriptedSource<Event> source = ScriptedSource.bounded(1);
        Pipeline pipeline = Pipeline.named("ended");
        pipeline.read("events", source.eventTimeMillis(Event::time))
                .map(Event::key)
                .write("sink", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).batchCapacity(1).laneBatches(1).start();
        source.end();
        run.step();
        run.step();
        run.pause();
        run.runToEnd();
        assertThat(run.status()).isEqualTo(JobStatus.FINISHED);
        run.pause();
        run.resume();
        run.drain();
        run.cancel();
        assertThat(run.status()).isEqualTo(JobStatus.FINISHED);
    }

    @Test
    void whatIsPushedWaitsWhileAJobIsPausedAndIsReadBeforeItStops() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            CollectingSink<Long> pushed = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("pushed");
            Stream<Long> numbers =
                    pipeline.read("numbers", Push.of(Long.class).capacity(10).processingTime());
            numbers.write("sink", pushed);
            TestRun run = TestRun.of(pipeline).seed(seed).crashes(0).start();
            Ingress<Long> in = run.ingress(numbers);
            run.pause();
            for (long i = 0; i < 10; i++) {
                in.put(i);
            }
            run.runUntilIdle();
            assertThat(in.isFull()).isTrue();
            assertThat(in.offer(10L)).isFalse();
            assertThatThrownBy(() -> in.put(10L)).hasMessageContaining("the job cannot take more");

            boolean isDrained = seed % 2 == 0;
            if (isDrained) {
                run.drain();
            } else {
                run.stopWithSavepoint();
            }
            assertThatThrownBy(() -> in.offer(11L))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(isDrained ? "is being drained" : "is being stopped with a savepoint");
            run.runUntilIdle();
            if (run.status() == JobStatus.STOPPED || run.status() == JobStatus.FINISHED) {
                assertThat(pushed.records()).hasSize(10);
            }
        }
    }

    @Test
    void whatIsAskedForAtTheWrongTimeIsRefused() {
        TestRun plain = TestRun.of(counting(splits(new Random(1)), sink)).start();
        assertThatThrownBy(plain::stopWithSavepoint)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keeps no checkpoints; start it with Checkpoints.in(...)");
        plain.drain();
        assertThatThrownBy(plain::pause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be paused: it is being drained");

        TestRun run = run(counting(splits(new Random(1)), sink), 1).crashes(0).start();
        run.stopWithSavepoint();
        assertThatThrownBy(run::drain).hasMessageContaining("cannot be drained: it is being stopped with a savepoint");
        assertThatThrownBy(run::savepoint).hasMessageContaining("cannot be asked for a savepoint");
        run.cancel();
        assertThat(run.status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(run::stopWithSavepoint).hasMessageContaining("it has ended, and is CANCELLED");
    }

    @Test
    void anybodyMayCallAnythingAtAnyStep() {
        Map<JobStatus, Set<JobStatus>> seen = new EnumMap<>(JobStatus.class);
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            TestRun run = run(counting(splits(random), new CollectingSink<>()), seed)
                    .crashes(0)
                    .start();
            for (int i = 0; i < 150 && !run.status().isEnd(); i++) {
                JobStatus before = run.status();
                boolean isCalled = random.nextInt(6) == 0;
                if (isCalled) {
                    call(run, random);
                } else {
                    run.step();
                }
                JobStatus after = run.status();
                if (before != after) {
                    assertThat(before.successors()).as("%s", run).contains(after);
                    seen.computeIfAbsent(before, status -> EnumSet.noneOf(JobStatus.class))
                            .add(after);
                }
            }
            if (run.status() == JobStatus.PAUSED) {
                run.resume();
            }
            run.runToEnd();
        }
        System.out.println(seen);
        assertThat(seen.get(JobStatus.RUNNING)).contains(JobStatus.PAUSED, JobStatus.DRAINING, JobStatus.STOPPING);
        assertThat(seen.get(JobStatus.STOPPING)).contains(JobStatus.STOPPED, JobStatus.CANCELLED);
    }

    private static void call(TestRun run, Random random) {
        try {
            switch (random.nextInt(12)) {
                case 0 -> run.drain();
                case 1 -> run.stopWithSavepoint();
                case 2 -> run.savepoint();
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        run.requestCancel();
                    }
                }
                case 4, 5, 6 -> run.resume();
                default -> run.pause();
            }
        } catch (IllegalStateException refused) {
            assertThat(run.status()).as("%s", run).isIn(JobStatus.DRAINING, JobStatus.STOPPING);
        }
    }
}
