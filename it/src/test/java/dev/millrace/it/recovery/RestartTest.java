package dev.millrace.it.recovery;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.FaultyStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with threads, files and restarts in the same process. */
class RestartTest {

    private static final List<Long> RECORDS =
            LongStream.range(0, 20_000).boxed().toList();

    private static final Duration WAIT = Duration.ofMillis(1);

    @TempDir
    Path directory;

    private final CollectingSink<WindowResult<Long, Long>> sink = new CollectingSink<>();

    private Pipeline counting(String operator, ThrowingFunction<Long, Long> map) {
        Pipeline pipeline = Pipeline.named("counting");
        pipeline.read("numbers", ListSource.of(RECORDS).eventTimeMillis(number -> number))
                .map(map)
                .keyBy(number -> number % 7)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate(operator, count())
                .write("sink", sink);
        return pipeline;
    }

    private long counted() {
        return sink.records().stream().mapToLong(WindowResult::value).sum();
    }

    private Checkpoints checkpoints() {
        return Checkpoints.in(directory).every(WAIT).restart(3, WAIT);
    }

    @Test
    void aFailedJobGoesBackToItsLastCheckpointAndTriesAgain() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        Pipeline pipeline = counting("counts", number -> {
            if (number == 15_000 && failures.getAndIncrement() < 2) {
                throw new IllegalStateException("not yet");
            }
            return number;
        });
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline, checkpoints())) {
            job.await();

            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
            assertThat(job.checkpoints().restarts()).isEqualTo(2);
            assertThat(job.checkpoints().epoch()).isPositive();
        }
        assertThat(counted()).isEqualTo(RECORDS.size());
        assertThat(sink.records()).doesNotHaveDuplicates();
    }

    /** A source whose system is away for some starts after the first. */
    private record Absent(ListSource<Long> source, AtomicInteger starts, int absences) implements Source<Long> {

        @Override
        public List<? extends Split<Long>> splits() throws Exception {
            int start = starts.getAndIncrement();
            if (start > 0 && start <= absences) {
                throw new IOException("nobody is there at start " + start);
            }
            return source.splits();
        }

        @Override
        public boolean isReplayable() {
            return true;
        }
    }

    private static Pipeline absent(AtomicInteger starts, int absences, CollectingSink<Long> copies) {
        AtomicInteger failures = new AtomicInteger();
        Pipeline pipeline = Pipeline.named("absent");
        pipeline.read("numbers", new Absent(ListSource.of(RECORDS), starts, absences))
                .map(number -> {
                    if (number == 15_000 && failures.getAndIncrement() == 0) {
                        throw new IllegalStateException("away");
                    }
                    return number;
                })
                .write("copies", copies);
        return pipeline;
    }

    @Test
    void aSourceThatIsAwayAtARestartIsAskedAgain() throws InterruptedException {
        CollectingSink<Long> copies = new CollectingSink<>();
        AtomicInteger starts = new AtomicInteger();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(absent(starts, 2, copies), checkpoints())) {
            job.await();
        }
        assertThat(starts).hasValue(4);
        assertThat(copies.records()).isEqualTo(RECORDS);
    }

    @Test
    void aSourceThatStaysAwayFailsTheJob() {
        AtomicInteger starts = new AtomicInteger();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(absent(starts, 100, new CollectingSink<>()), checkpoints())) {
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasStackTraceContaining("nobody is there at start 3");
            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        }
        assertThat(starts).as("the first start and three restarts").hasValue(4);
    }

    @Test
    void aJobThatFailsAgainAndAgainGivesUp() {
        AtomicInteger failures = new AtomicInteger();
        Pipeline pipeline = counting("counts", number -> {
            if (number == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("never");
            }
            return number;
        });
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, checkpoints().every(Duration.ofHours(1)))) {
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessage("job 'counting' failed in 'map-1' at 'numbers', list-0, position 0:"
                            + " IllegalStateException: never; failed again at the same position: 'numbers', list-0,"
                            + " position 0, operator 'map-1', 4 times. onFailure(FailurePolicy.deadLetter()) there, or"
                            + " for the pipeline, sets such a record aside");

            assertThat(job.status()).isEqualTo(JobStatus.FAILED);
            assertThat(failures).hasValue(4);
        }
    }

    @Test
    void aJobThatHasFinishedStaysFinished() throws InterruptedException {
        for (int run = 0; run < 3; run++) {
            try (EmbeddedRuntime runtime =
                            EmbeddedRuntime.builder().workers(1 + run).build();
                    Job job = runtime.start(counting("counts", number -> number), checkpoints())) {
                job.await();

                assertThat(job.ledger().operator("counts").in()).isEqualTo(RECORDS.size());
            }
            assertThat(counted()).isEqualTo(RECORDS.size());
        }
    }

    @Test
    void aDirectoryBelongsToOneJobAtATime() throws InterruptedException {
        Pipeline waiting = Pipeline.named("waiting");
        Stream<Long> numbers = waiting.read("numbers", Push.of(Long.class).processingTime());
        numbers.write("sink", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(waiting, checkpoints())) {
            assertThatThrownBy(() -> runtime.start(counting("counts", number -> number), checkpoints()))
                    .isInstanceOf(JobFailedException.class)
                    .hasStackTraceContaining("in use by the process with id "
                            + ProcessHandle.current().pid());
            job.ingress(numbers).close();
            job.await();
        }
        // And then it is free; but what is in it is another pipeline's.
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            assertThatThrownBy(() -> runtime.start(counting("counts", number -> number), checkpoints()))
                    .hasStackTraceContaining("waiting");
        }
    }

    @Test
    void stateThatNobodyTakesUpIsNotLostInSilence() throws InterruptedException {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            try (Job job = runtime.start(counting("counts", number -> number), checkpoints())) {
                job.await();
            }
            assertThatThrownBy(() -> runtime.start(counting("renamed", number -> number), checkpoints()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has state of [counts]")
                    .hasMessageContaining("Checkpoints.allowLostState()");
            try (Job job = runtime.start(
                    counting("renamed", number -> number), checkpoints().allowLostState())) {
                job.await();
            }
        }
    }

    @Test
    void whatIsPushedGoesOnAfterARestart() throws Exception {
        CollectingSink<Long> pushed = new CollectingSink<>();
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch hasFailed = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<Long> numbers = pipeline.read("numbers", Push.of(Long.class).processingTime());
        numbers.map(number -> {
                    if (number == 1 && failures.getAndIncrement() == 0) {
                        hasFailed.countDown();
                        throw new IllegalStateException("once");
                    }
                    return number;
                })
                .write("sink", pushed);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, checkpoints())) {
            Ingress<Long> in = job.ingress(numbers);
            in.put(1L);
            hasFailed.await();
            in.put(2L);
            in.close();
            job.await();
        }
        // The first was read before the failure, and a program's records cannot be read again.
        assertThat(pushed.records()).containsExactly(2L);
    }

    @Test
    void aFullDiskStopsNoJobThatCanWait() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(1);
        storage.limitBytes(10);
        Pipeline pipeline = Pipeline.named("full");
        Stream<Long> numbers = pipeline.read("numbers", Push.of(Long.class).processingTime());
        CollectingSink<Long> results = new CollectingSink<>();
        numbers.write("sink", results);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, Checkpoints.in(storage).every(WAIT))) {
            Ingress<Long> in = job.ingress(numbers);
            while (job.checkpoints().failed() < 3) {
                in.put(1L);
            }
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(job.checkpoints().completed()).isZero();
            assertThat(job.checkpoints().lastFailure()).isPresent();

            storage.limitBytes(Long.MAX_VALUE);
            in.close();
            job.await();
            assertThat(job.checkpoints().completed()).isPositive();
        }
    }

    @Test
    void damagedCheckpointsArePassedOverAndSaid() throws Exception {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            try (Job job = runtime.start(counting("counts", number -> number), checkpoints())) {
                job.await();
            }
            List<Path> files;
            try (java.util.stream.Stream<Path> listed = Files.list(directory)) {
                files = listed.filter(file -> file.getFileName().toString().startsWith("checkpoint-"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
            assertThatThrownBy(() -> runtime.start(counting("counts", number -> number), checkpoints()))
                    .hasStackTraceContaining("does not have its checksum")
                    .hasStackTraceContaining(
                            files.get(files.size() - 1).getFileName().toString());
        }
    }

    private record Session(Thread thread) {}

    private record Remembering() implements ProcessFunction<Long, Long, Long> {

        static final ValueSpec<Session> LAST = StateSpec.value("last", Session.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(LAST);
        }

        @Override
        public void process(RecordContext<Long, Long, Long> context) {
            context.state(LAST).set(new Session(Thread.currentThread()));
        }
    }

    @Test
    void whatCannotBeStoredIsRefusedAtTheStart() {
        Pipeline pipeline = Pipeline.named("unstorable");
        pipeline.read("numbers", ListSource.of(RECORDS).eventTimeMillis(number -> number))
                .keyBy(number -> number)
                .process("remember", new Remembering())
                .write("sink", new CollectingSink<>());
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            assertThatThrownBy(() -> runtime.start(pipeline, checkpoints()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("state 'last' of 'remember' cannot be stored")
                    .hasMessageContaining("Session.thread")
                    .hasMessageContaining("pipeline.codec(");
        }
    }
}
