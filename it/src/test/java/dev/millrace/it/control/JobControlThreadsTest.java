package dev.millrace.it.control;

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
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.job.SavepointFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.FaultyStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on threads that are controlled, with files, full disks and restarts. */
@Timeout(60)
class JobControlThreadsTest {

    private static final List<Long> RECORDS =
            LongStream.range(0, 20_000).boxed().toList();
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir
    Path directory;

    private final CollectingSink<WindowResult<Long, Long>> sink = new CollectingSink<>();

    /** Released when records from the middle on may pass. */
    private final CountDownLatch second = new CountDownLatch(1);

    private Pipeline counting(Source<Long> source, ThrowingFunction<Long, Long> map) {
        Pipeline pipeline = Pipeline.named("counting");
        pipeline.read("numbers", source.eventTimeMillis(number -> number))
                .map(map)
                .keyBy(number -> number % 7)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("counts", count())
                .write("sink", sink);
        return pipeline;
    }

    private Pipeline counting() {
        return counting(ListSource.of(RECORDS), number -> number);
    }

    /** A list whose splits are asked for a second time only when the test lets them: a restart waits so long. */
    private static final class HeldRestart implements Source<Long> {

        private final Source<Long> list = ListSource.of(RECORDS);
        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch isHeld = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public List<? extends Split<Long>> splits() throws Exception {
            if (asked.getAndIncrement() == 1) {
                isHeld.countDown();
                mayGoOn.await();
            }
            return list.splits();
        }

        @Override
        public boolean isReplayable() {
            return true;
        }
    }

    private long counted() {
        return sink.records().stream().mapToLong(WindowResult::value).sum();
    }

    private Checkpoints checkpoints() {
        return Checkpoints.in(directory).every(Duration.ofHours(1)).restart(3, Duration.ZERO);
    }

    private static EmbeddedRuntime runtime(int workers) {
        return EmbeddedRuntime.builder().workers(workers).build();
    }

    @Test
    void aJobThatWasStoppedGoesOnWhereItStopped() throws Exception {
        CountDownLatch isInTheMiddle = new CountDownLatch(1);
        Pipeline slow = counting(ListSource.of(RECORDS), number -> {
            if (number == 10_000) {
                isInTheMiddle.countDown();
                second.await();
            }
            return number;
        });
        Savepoint savepoint;
        try (EmbeddedRuntime runtime = runtime(2);
                Job job = runtime.start(slow, checkpoints())) {
            isInTheMiddle.await();
            PendingSavepoint stop = job.stopWithSavepoint("before-2");
            assertThat(job.status()).isEqualTo(JobStatus.STOPPING);
            assertThat(stop.await(Duration.ZERO)).isEmpty();
            second.countDown();
            savepoint = stop.await(LONG).orElseThrow();

            assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
            job.await();
            assertThat(Files.size(directory.resolve(savepoint.name()))).isEqualTo(savepoint.bytes());
            assertThat(savepoint.name()).startsWith("savepoint-").endsWith("-before-2");
            assertThat(savepoint.label()).contains("before-2");
            long read = job.ledger().operator("numbers").in();
            assertThat(read).isGreaterThan(10_000).isLessThan(RECORDS.size());
            assertThat(counted()).isEqualTo(job.ledger().operator("counts").passed());
            assertThat(counted()).as("no window was closed").isLessThan(read);
        }
        try (EmbeddedRuntime runtime = runtime(3);
                Job job = runtime.start(counting(), checkpoints())) {
            job.await();
            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
        }
        assertThat(counted()).isEqualTo(RECORDS.size());
        assertThat(sink.records()).doesNotHaveDuplicates();
        assertThat(directory.resolve(savepoint.name())).exists();
    }

    private Savepoint savepointAndEnd() throws Exception {
        Pipeline pushed = pushed();
        try (EmbeddedRuntime runtime = runtime(1);
                Job job = runtime.start(pushed, checkpoints())) {
            Savepoint savepoint = job.savepoint().await(LONG).orElseThrow();
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            job.drain();
            job.await();
            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
            return savepoint;
        }
    }

    private Stream<Long> numbers;

    private Pipeline pushed() {
        Pipeline pipeline = Pipeline.named("pushed");
        numbers = pipeline.read("numbers", Push.of(Long.class).processingTime());
        numbers.write("sink", new CollectingSink<>());
        return pipeline;
    }

    @Test
    void aStartIsToldAtWhichSavepointToBegin(@TempDir Path other) throws Exception {
        Savepoint savepoint = savepointAndEnd();
        Path file = directory.resolve(savepoint.name());
        try (EmbeddedRuntime runtime = runtime(1)) {
            // The directory says that the job has finished; the savepoint does not.
            Checkpoints again = Checkpoints.in(other).startAt(file);
            try (Job job = runtime.start(pushed(), again)) {
                Savepoint next = job.savepoint().await(LONG).orElseThrow();
                assertThat(next.epoch()).isEqualTo(savepoint.epoch() + 1);
                assertThat(job.stopWithSavepoint().await(LONG)).isPresent();
            }
            // It has checkpoints of its own by now, and needs the other's no more.
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            try (Job job = runtime.start(pushed(), again)) {
                assertThat(job.savepoint().await(LONG).orElseThrow().epoch()).isEqualTo(savepoint.epoch() + 3);
            }
            Checkpoints third = Checkpoints.in(other.resolve("third")).startAt(file);
            assertThatThrownBy(() -> runtime.start(pushed(), third))
                    .isInstanceOf(JobFailedException.class)
                    .hasStackTraceContaining("there is no savepoint " + file + " to start at");
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> runtime.start(pushed(), third))
                    .isInstanceOf(JobFailedException.class)
                    .hasStackTraceContaining("does not have its checksum");
            assertThatThrownBy(() -> runtime.start(pushed(), checkpoints().startAt(file)))
                    .hasStackTraceContaining("cannot be started at in its own directory, where checkpoint-");
        }
    }

    @Test
    void ifASavepointCannotBeWrittenTheJobGoesOnAsBefore() throws Exception {
        FaultyStorage storage = new FaultyStorage(1);
        storage.limitBytes(10);
        try (EmbeddedRuntime runtime = runtime(1);
                Job job = runtime.start(pushed(), Checkpoints.in(storage).every(Duration.ofHours(1)))) {
            PendingSavepoint savepoint = job.savepoint();
            assertThatThrownBy(() -> savepoint.await(LONG))
                    .isInstanceOf(SavepointFailedException.class)
                    .hasMessageContaining("it could not be written, and the job goes on");
            PendingSavepoint stop = job.stopWithSavepoint();
            assertThatThrownBy(() -> stop.await(LONG)).isInstanceOf(SavepointFailedException.class);
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            job.ingress(numbers).put(1L);
            job.pause();
            PendingSavepoint again = job.stopWithSavepoint();
            assertThatThrownBy(() -> again.await(LONG)).isInstanceOf(SavepointFailedException.class);
            assertThat(job.status()).isEqualTo(JobStatus.PAUSED);

            storage.limitBytes(Long.MAX_VALUE);
            assertThat(job.stopWithSavepoint().await(LONG)).isPresent();
            assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
            assertThat(job.ledger().operator("numbers").in()).isEqualTo(1);
        }
    }

    /** Fails once, and is held before it goes on. */
    private Pipeline failingOnce(HeldRestart source) {
        AtomicInteger failures = new AtomicInteger();
        return counting(source, number -> {
            if (number == 15_000 && failures.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
            return number;
        });
    }

    @Test
    void whatIsAskedForWhileARestartWaitsHoldsAfterIt() throws Exception {
        HeldRestart source = new HeldRestart();
        try (EmbeddedRuntime runtime = runtime(2);
                Job job = runtime.start(failingOnce(source), checkpoints())) {
            source.isHeld.await();
            assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
            job.pause();
            PendingSavepoint stop = job.stopWithSavepoint();
            assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
            source.mayGoOn.countDown();

            assertThat(stop.await(LONG)).isPresent();
            assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
            assertThat(job.ledger().operator("numbers").in())
                    .as("from the beginning")
                    .isZero();
        }
    }

    @Test
    void aJobThatIsPausedOrDrainedWhileItRestartsIsSoThen() throws Exception {
        HeldRestart source = new HeldRestart();
        try (EmbeddedRuntime runtime = runtime(2);
                Job job = runtime.start(failingOnce(source), checkpoints())) {
            source.isHeld.await();
            job.pause();
            source.mayGoOn.countDown();
            assertThat(job.savepoint().await(LONG)).isPresent();
            assertThat(job.status()).isEqualTo(JobStatus.PAUSED);
            job.drain();
            job.await();
            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
            assertThat(counted()).isZero();
        }
    }

    @Test
    void aJobThatIsCancelledWhileItRestartsIsCancelled() throws Exception {
        HeldRestart source = new HeldRestart();
        try (EmbeddedRuntime runtime = runtime(1);
                Job job = runtime.start(failingOnce(source), checkpoints())) {
            source.isHeld.await();
            PendingSavepoint savepoint = job.savepoint();
            Thread canceller = new Thread(job::cancel);
            canceller.start();
            source.mayGoOn.countDown();
            canceller.join();

            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
            if (savepoint.isDone()) {
                assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
            }
        }
    }

    @Test
    void whoWaitsForRoomIsToldThatTheJobIsBeingStopped() throws Exception {
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<Long> small =
                pipeline.read("numbers", Push.of(Long.class).capacity(1).processingTime());
        small.write("sink", new CollectingSink<>());
        try (EmbeddedRuntime runtime = runtime(1);
                Job job = runtime.start(pipeline, checkpoints())) {
            job.pause();
            Ingress<Long> in = job.ingress(small);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread pusher = new Thread(() -> {
                try {
                    while (true) {
                        in.put(1L);
                    }
                } catch (IllegalStateException | InterruptedException refused) {
                    thrown.set(refused);
                }
            });
            pusher.start();
            while (!in.isFull()) {
                Thread.onSpinWait();
            }
            job.stopWithSavepoint();
            pusher.join();
            assertThat(thrown.get()).hasMessageContaining("is being stopped with a savepoint");
            job.await();
        }
    }

    @Test
    void aFunctionMayControlItsOwnJobButNotWaitForIt() throws Exception {
        AtomicReference<Job> self = new AtomicReference<>();
        CountDownLatch isKnown = new CountDownLatch(1);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        Pipeline pipeline = counting(ListSource.of(RECORDS), number -> {
            isKnown.await();
            if (number == 100) {
                PendingSavepoint stop = self.get().stopWithSavepoint();
                try {
                    stop.await(LONG);
                } catch (IllegalStateException refused) {
                    refusal.set(refused);
                }
            }
            return number;
        });
        try (EmbeddedRuntime runtime = runtime(1);
                Job job = runtime.start(pipeline, checkpoints())) {
            self.set(job);
            isKnown.countDown();
            job.await();
            assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
            assertThat(refusal.get()).hasMessageContaining("by one of the workers that run it");
        }
    }

    @Test
    void aJobOnTheCallersThreadIsPausedAndDrained() throws Exception {
        Pipeline pipeline = Pipeline.named("direct");
        CollectingSink<Long> results = new CollectingSink<>();
        Stream<Long> pushed = pipeline.read("numbers", Push.of(Long.class).processingTime());
        pushed.write("sink", results);
        try (EmbeddedRuntime runtime = runtime(1)) {
            CallersThreadJob job = runtime.startOnCallersThread(pipeline);
            Ingress<Long> in = job.ingress(pushed);
            in.put(1L);
            job.pause();
            in.put(2L);
            assertThat(job.ledger().operator("sink").in()).isEqualTo(1);
            assertThat(in.offer(3L)).isFalse();
            assertThatThrownBy(() -> in.put(3L)).hasMessageContaining("the job is paused");
            assertThatThrownBy(job::await).hasMessageContaining("is paused");
            assertThatThrownBy(job::savepoint).hasMessageContaining("keeps no checkpoints");
            job.resume();
            assertThat(job.ledger().operator("sink").in()).isEqualTo(2);
            job.pause();
            in.put(3L);
            job.drain();
            assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
            assertThat(results.records()).containsExactly(1L, 2L, 3L);
            assertThatThrownBy(() -> in.put(4L)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void explainSaysWhatEachSinkGets() {
        try (EmbeddedRuntime runtime = runtime(1)) {
            assertThat(runtime.explain(counting(), checkpoints()).text())
                    .contains("with checkpoints in " + directory)
                    .contains("  'sink' EXACTLY_ONCE: all its sources can be read again");
        }
    }
}
