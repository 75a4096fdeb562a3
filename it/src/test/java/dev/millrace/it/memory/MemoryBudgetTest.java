package dev.millrace.it.memory;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.MemoryExceededException;
import dev.millrace.api.job.MemoryFigures;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs may keep in memory, and what becomes of those that keep more. */
class MemoryBudgetTest {

    private static final int RECORDS = 24_000;

    record Reading(long key, long time) {}

    private static List<Reading> readings(int keysOfWindow) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            readings.add(new Reading(1_000_000_000L * (i % keysOfWindow), i));
        }
        return readings;
    }

    private static Pipeline windows(CollectingSink<WindowResult<Long, Long>> results) {
        Pipeline pipeline = Pipeline.named("windows");
        pipeline.read("readings", ListSource.of(readings(2_000)).eventTimeMillis(Reading::time))
                .keyBy(Reading::key)
                .window(tumbling(Duration.ofSeconds(2)))
                .aggregate("sums", sum(Reading::time))
                .write("results", results);
        return pipeline;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void overTheMarkASourceWaitsUntilWhatItSentIsTakenInAndTheJobGoesOn(long seed) {
        CollectingSink<WindowResult<Long, Long>> expected = new CollectingSink<>();
        TestRun.of(windows(expected)).seed(seed).withoutChecks().start().runToEnd();

        CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
        TestRun run = TestRun.of(windows(results))
                // With one there is nothing on the way.
                .workers(2 + (int) seed % 2)
                .seed(seed)
                .batchCapacity(100)
                .memory(150_000, Long.MAX_VALUE)
                .start();
        int held = 0;
        while (!run.status().isEnd()) {
            JobSnapshot before = run.snapshot();
            run.step();
            JobSnapshot after = run.snapshot();
            long waiting = before.connections().stream()
                    .filter(connection -> !connection.from().equals("sums"))
                    .mapToLong(connection -> connection.queued())
                    .sum();
            if (before.memory().isOverMark() && waiting > 0) {
                held++;
                assertThat(read(after)).isEqualTo(read(before));
            }
            if (after.memory().isOverMark() && !after.status().isEnd()) {
                assertThat(after.bottleneck())
                        .startsWith("memory is the bottleneck: ")
                        .contains("'sums' keeps ");
            }
        }

        run.runToEnd();
        assertThat(held).as("steps in which the source had to wait").isPositive();
        assertThat(results.records()).containsExactlyInAnyOrderElementsOf(expected.records());
    }

    private static long read(JobSnapshot snapshot) {
        return snapshot.ledger().operator("readings").out();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void beyondTheLimitTheJobFailsAndNamesTheOperatorItsKeysAndTheWayOut(long seed) {
        Pipeline pipeline = Pipeline.named("grows");
        pipeline.read("readings", ListSource.of(readings(RECORDS)).eventTimeMillis(Reading::time))
                .keyBy(Reading::key)
                .aggregate("counts", count())
                .changes()
                .filter(change -> change.value() > 1)
                .write("results", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline)
                .workers(1 + (int) seed % 3)
                .seed(seed)
                .withoutChecks()
                .memory(800_000, 1_000_000)
                .start();

        JobFailedException failed = catchThrowableOfType(JobFailedException.class, run::runToEnd);

        assertThat(failed.operator()).isEqualTo("counts");
        assertThat(failed)
                .hasMessageContaining("bytes for ")
                .hasMessageContaining("keys")
                .hasMessageContaining("expireAfter(...)");
        MemoryExceededException cause = (MemoryExceededException) failed.getCause();
        assertThat(cause.operator()).isEqualTo("counts");
        assertThat(cause.limitBytes()).isEqualTo(1_000_000);
        assertThat(cause.keys()).isBetween(5_000L, (long) RECORDS);
        assertThat(cause.bytes()).isBetween(500_000L, 4_000_000L);
        assertThat(run.ledger().imbalances()).isEmpty();
        // Of the state nothing is left, of the figures the last.
        assertThat(run.snapshot().memory().usedBytes()).isZero();
        assertThat(run.snapshot().operator("counts").memory().bytes()).isPositive();
    }

    @Test
    void whatClosedWindowsKeptIsGivenBack() {
        Pipeline pipeline = Pipeline.named("lists");
        List<Reading> readings = readings(500);
        pipeline.read("readings", ListSource.of(readings).eventTimeMillis(Reading::time))
                .keyBy(Reading::key)
                .window(tumbling(Duration.ofSeconds(4)))
                .aggregate("lists", collect(reading -> reading))
                .write("results", new CollectingSink<>());
        TestRun run =
                TestRun.of(pipeline).seed(3).batchCapacity(500).withoutChecks().start();
        List<MemoryFigures> figures = new ArrayList<>();
        while (!run.status().isEnd()) {
            run.step();
            figures.add(run.snapshot().operator("lists").memory());
        }
        long most = figures.stream().mapToLong(MemoryFigures::objectBytes).max().orElseThrow();
        MemoryFigures last = figures.get(figures.size() - 2);

        // Four thousand readings of 32 bytes, and the lists of references to them.
        assertThat(most).isBetween(4_000L * 32, 4_000L * 32 * 3);
        assertThat(last.objectBytes()).isLessThan(most / 100);
        long half = figures.stream()
                .limit(figures.size() / 2)
                .mapToLong(MemoryFigures::arrayBytes)
                .max()
                .orElseThrow();
        assertThat(figures).allSatisfy(now -> assertThat(now.arrayBytes()).isLessThanOrEqualTo(half));
    }

    @Test
    void aJobThatKeptTooMuchIsNotStartedAgainAndTheOthersGoOn(@TempDir Path directory) throws Exception {
        CollectingSink<Long> small = new CollectingSink<>();
        Pipeline modest = Pipeline.named("modest");
        modest.read("numbers", Generator.of(i -> i).limit(1_000).eventTimeMillis(i -> i))
                .write("small", small);
        Pipeline greedy = Pipeline.named("greedy");
        greedy.read("numbers", Generator.of(i -> i).limit(50_000_000).eventTimeMillis(i -> i))
                .keyBy(number -> number * 7_777_777)
                .aggregate("everything", count())
                .changes()
                .filter(change -> change.value() > 1)
                .write("large", new CollectingSink<>());

        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(2).memory(16L << 20).build();
                Job job = runtime.start(
                        greedy,
                        Checkpoints.in(directory).every(Duration.ofMillis(50)).restart(100, Duration.ofMillis(1)))) {
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasCauseInstanceOf(MemoryExceededException.class)
                    .hasMessageContaining("'everything'");
            assertThat(job.checkpoints().restarts()).isZero();
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(job.snapshot().memory().usedBytes()).isZero();
            try (Job other = runtime.start(modest)) {
                other.await();
            }
        }
        assertThat(small.records()).hasSize(1_000);
    }

    @Test
    void aRuntimeHasHalfOfTheHeapUnlessToldOtherwise() {
        Pipeline pipeline = windows(new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline)) {
            assertThat(job.snapshot().memory().limitBytes())
                    .isEqualTo(Runtime.getRuntime().maxMemory() / 2);
        }
        assertThatThrownBy(() -> EmbeddedRuntime.builder().memory(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the memory of a runtime is a number of bytes, 1 or more, got 0; leave it out for half of the"
                                + " heap, or give Long.MAX_VALUE for no limit");
    }
}
