package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.IngressFullException;
import dev.millrace.api.connector.IngressLogException;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.PushLog;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.TestRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an ingress does when it is full, and what it keeps on a disk. */
class IngressTest {

    private static final int TEXT_LENGTH = 1_000;

    @TempDir
    Path directory;

    private final CollectingSink<Object> out = new CollectingSink<>();
    private Stream<?> stream;

    private <T> Pipeline pipeline(Push<T> push) {
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<T> pushed = pipeline.read("numbers", push);
        pushed.map(record -> (Object) record).write("out", out);
        stream = pushed;
        return pipeline;
    }

    @SuppressWarnings("unchecked") // as it was read
    private <T> Ingress<T> ingress(TestRun run) {
        return run.ingress((Stream<T>) stream);
    }

    @SuppressWarnings("unchecked") // as it was read
    private <T> Ingress<T> ingress(Job job) {
        return job.ingress((Stream<T>) stream);
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void capacityRoomAndHighWaterMarkAreTold() throws Exception {
        TestRun run = TestRun.of(pipeline(Push.of(Long.class).capacity(3))).start();
        Ingress<Long> in = ingress(run);
        in.put(0L);
        in.put(1L);
        assertThat(List.of(in.capacity(), in.remaining())).containsExactly(3, 1);
        assertThat(in.isFull()).isFalse();
        run.runUntilIdle();
        in.put(2L);
        assertThat(in.remaining()).isEqualTo(2);
        assertThat(in.highWaterMark()).isEqualTo(2);
    }

    @Test
    void aFullIngressOfARunningJobThrowsWhenTheTimeIsOver() throws Exception {
        Push<Long> push = Push.of(Long.class).capacity(1).blockAtMost(Duration.ofMillis(1));
        Pipeline pipeline = Pipeline.named("stuck");
        Stream<Long> pushed = pipeline.read("numbers", push);
        CountDownLatch gate = new CountDownLatch(1);
        pushed.map((Long number) -> {
                    gate.await();
                    return number;
                })
                .write("out", out);
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(1).batchCapacity(1).build();
                Job job = runtime.start(pipeline)) {
            Ingress<Long> in = job.ingress(pushed);
            long accepted = 0;
            IngressFullException full = null;
            while (full == null) {
                try {
                    in.put(accepted);
                    accepted++;
                } catch (IngressFullException thrown) {
                    full = thrown;
                }
            }
            assertThat(full).hasMessageContaining("the ingress of 'numbers' is full with 1 records");
            gate.countDown();
            in.close();
            job.await();
            assertThat(out.records()).isEqualTo(numbers(0, accepted));
            assertThat(job.ledger().operator("numbers").in()).isEqualTo(accepted);
        }
    }

    @Test
    void whatWasSpilledIsReadInOrderAndCountedWhileItWaits() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            CollectingSink<Long> results = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("spills");
            Stream<Long> pushed =
                    pipeline.read("numbers", Push.of(Long.class).capacity(3).spillTo(disk));
            pushed.write("out", results);
            TestRun run = TestRun.of(pipeline).seed(seed).start();
            Ingress<Long> in = run.ingress(pushed);
            for (long number = 0; number < 100; number++) {
                assertThat(in.put(number)).isEqualTo(number);
                if (number % 7 == seed % 7) {
                    run.step();
                }
                assertThat(run.ledger().operator("numbers").in()).isEqualTo(number + 1);
            }
            assertThat(in.highWaterMark()).isGreaterThan(3);
            assertThat(disk.operations()).isPositive();
            in.close();
            run.runToEnd();
            assertThat(results.records()).as("seed %d", seed).isEqualTo(numbers(0, 100));
        }
    }

    @Test
    void whatWasSpilledSurvivesTheMachineAndWhatWaitedInMemoryDoesNot() throws Exception {
        FaultyStorage disk = new FaultyStorage(3);
        Ingress<Long> in =
                ingress(TestRun.of(pipeline(Push.of(Long.class).capacity(4).spillTo(disk)))
                        .start());
        for (long number = 0; number < 20; number++) {
            in.put(number);
        }
        TestRun after = TestRun.of(pipeline(Push.of(Long.class).capacity(4).spillTo(disk.afterCrash(3))))
                .start();
        Ingress<Long> again = ingress(after);
        assertThat(again.put(20L)).isEqualTo(20);
        again.close();
        after.runToEnd();
        assertThat(out.records()).isEqualTo(numbers(4, 21));
    }

    @Test
    void theLogHasALimitAndAFullOneSaysSo() throws Exception {
        Push<String> push = Push.of(String.class)
                .capacity(1_000)
                .whenFull(Push.Overflow.FAIL)
                .journal(new FaultyStorage(1))
                .bytesMax(PushLog.BYTES_MAX_MIN);
        TestRun run = TestRun.of(pipeline(push)).start();
        Ingress<String> in = ingress(run);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        in.put("x".repeat(TEXT_LENGTH));
                    }
                })
                .isInstanceOf(IngressFullException.class)
                .hasMessageStartingWith("the log of 'numbers' in simulated disk has reached its limit of 65536 bytes");
        assertThat(in.durableThrough()).isBetween(50L, 65L);
        assertThat(in.offer("x".repeat(TEXT_LENGTH))).isFalse();
        assertThatThrownBy(() -> in.put("x".repeat(40_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("raise bytesMax(...)");
    }

    @Test
    void completedCheckpointsShortenTheJournal() throws Exception {
        Path journal = directory.resolve("journal");
        Push<String> push = Push.of(String.class).journal(journal).bytesMax(PushLog.BYTES_MAX_MIN);
        Checkpoints checkpoints =
                Checkpoints.in(directory.resolve("checkpoints")).every(Duration.ofMillis(5));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline(push), checkpoints)) {
            Ingress<String> in = ingress(job);
            // Twenty times the limit: put waits for checkpoints, and only for them.
            for (int i = 0; i < 20 * 65; i++) {
                assertThat(in.put("x".repeat(TEXT_LENGTH))).isEqualTo(i);
                assertThat(in.durableThrough()).isEqualTo(i);
            }
            in.close();
            job.await();
        }
        assertThat(out.records()).hasSize(20 * 65);
        try (var files = Files.list(journal)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(PushLog.BYTES_MAX_MIN + 100);
        }
    }

    @Test
    void aDiskThatIsFullFailsThePutAndNothingOfItComesBack() throws Exception {
        FaultyStorage disk = new FaultyStorage(5);
        TestRun run = TestRun.of(pipeline(Push.of(Long.class).journal(disk))).start();
        Ingress<Long> in = ingress(run);
        in.put(0L);
        disk.limitBytes(0);
        assertThatThrownBy(() -> in.put(1L))
                .isInstanceOf(IngressLogException.class)
                .hasMessageContaining("a record was not taken, since the log of 'numbers' in simulated disk");
        assertThat(in.durableThrough()).isZero();
        disk.limitBytes(1 << 20);
        in.put(2L);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly(0L, 2L);

        TestRun after = TestRun.of(pipeline(Push.of(Long.class).journal(disk.afterCrash(5))))
                .start();
        ingress(after).close();
        after.runToEnd();
        assertThat(out.records()).containsExactly(0L, 2L);
    }

    @Test
    void failuresOfTheDiskAnywhereLoseNothingAcknowledged() throws Exception {
        for (long fault = 1; fault <= 60; fault++) {
            FaultyStorage disk = new FaultyStorage(fault);
            CollectingSink<Long> results = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("faults");
            Stream<Long> pushed = pipeline.read("numbers", Push.of(Long.class).journal(disk));
            pushed.write("out", results);
            TestRun run = TestRun.of(pipeline).seed(fault).start();
            disk.failAt(disk.operations() + fault);
            Ingress<Long> in = run.ingress(pushed);
            List<Long> accepted = new ArrayList<>();
            for (long number = 0; number < 30; number++) {
                try {
                    in.put(number);
                    accepted.add(number);
                } catch (IngressLogException failed) {
                    assertThat(failed).hasMessageContaining("a record was not taken");
                }
            }
            run.runUntilIdle();
            assertThat(results.records()).as("fault %d", fault).isEqualTo(accepted);

            CollectingSink<Long> again = new CollectingSink<>();
            Pipeline next = Pipeline.named("faults");
            Stream<Long> repushed = next.read("numbers", Push.of(Long.class).journal(disk.afterCrash(fault)));
            repushed.write("out", again);
            TestRun after = TestRun.of(next).start();
            after.ingress(repushed).close();
            after.runToEnd();
            assertThat(again.records()).as("fault %d, after a crash", fault).isEqualTo(accepted);
        }
    }

    @Test
    void aJobThatFailsReadsFromItsJournalAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        CollectingSink<Long> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("fails now and then");
        Stream<Long> pushed =
                pipeline.read("numbers", Push.of(Long.class).capacity(16).journal(directory.resolve("journal")));
        pushed.map((Long number) -> {
                    if (number % 100 == 99 && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return number;
                })
                .write("out", results);
        Checkpoints checkpoints = Checkpoints.in(directory.resolve("checkpoints"))
                .every(Duration.ofMillis(1))
                .require(Guarantee.EXACTLY_ONCE);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline, checkpoints)) {
            assertThat(job.guarantees())
                    .singleElement()
                    .satisfies(each -> assertThat(each.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE));
            Ingress<Long> in = job.ingress(pushed);
            for (long number = 0; number < 300; number++) {
                in.put(number);
            }
            in.close();
            job.await();
            assertThat(failures.get()).isLessThanOrEqualTo(0);
            assertThat(results.records()).isEqualTo(numbers(0, 300));
            assertThat(job.ledger().imbalances()).isEmpty();
            assertThat(job.ledger().operator("numbers").in()).isEqualTo(300);
        }
    }

    @Test
    void withoutAJournalCheckpointsSayWhatMayBeForgotten() throws Exception {
        Path checkpoints = directory.resolve("checkpoints");
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            long durable = -1;
            try (Job job = runtime.start(
                    pipeline(Push.of(Long.class)), Checkpoints.in(checkpoints).every(Duration.ofMillis(1)))) {
                Ingress<Long> in = ingress(job);
                assertThat(in.durableThrough()).isEqualTo(-1);
                for (long number = 0; number < 50; number++) {
                    in.put(number);
                }
                while (durable < 20) {
                    durable = in.durableThrough();
                    Thread.onSpinWait();
                }
            }
            try (Job job = runtime.start(pipeline(Push.of(Long.class)), Checkpoints.in(checkpoints))) {
                Ingress<Long> in = ingress(job);
                long through = in.durableThrough();
                assertThat(through).isBetween(durable, 49L);
                assertThat(in.put(through + 1)).isEqualTo(through + 1);
            }
        }
    }

    @Test
    void misuseIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> Push.of(Long.class).whenFull(Push.Overflow.SPILL))
                .hasMessageContaining("use spillTo(directory), or journal(directory) before it");
        assertThatThrownBy(() -> Push.of(Long.class).journal(directory).whenFull(Push.Overflow.DROP_OLDEST))
                .hasMessageContaining("has promised to keep");
        assertThatThrownBy(() -> Push.of(Long.class).bytesMax(1 << 20)).hasMessageContaining("call journal(...)");
        assertThatThrownBy(() -> Push.of(Long.class).journal(directory).bytesMax(1))
                .hasMessageContaining("must have room for 65536 bytes");
        assertThatThrownBy(() -> Push.of(Long.class).blockAtMost(Duration.ZERO))
                .hasMessageContaining("whenFull(FAIL) does not wait at all");
        Pipeline unstorable = pipeline(Push.of(Thread.class).journal(directory.resolve("threads")));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            assertThatThrownBy(() -> runtime.start(unstorable))
                    .isInstanceOf(JobFailedException.class)
                    .hasStackTraceContaining("what is pushed into 'numbers' cannot be stored");
            assertThatThrownBy(() -> runtime.startOnCallersThread(
                            pipeline(Push.of(Long.class).journal(directory))))
                    .hasMessageContaining("leave out journal(...) and spillTo(...)");
        }
    }
}
