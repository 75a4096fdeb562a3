package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.job.QueuedPush;
import dev.millrace.engine.worker.Task;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A job with a journal on a machine that dies, and its lives one after the other. Journal and checkpoints share a disk. */
final class JournalLives {

    private static final long NEVER_MILLIS = 1L << 40;
    private static final int CHECKPOINTS_RETAINED = 2;

    final Random random;
    private final Push.Overflow policy;
    private final int capacity;
    private final CollectingSink<Long> out = new CollectingSink<>();
    private FaultyStorage disk;
    private @Nullable JobExecution execution;
    private int streamId;

    JournalLives(long seed, Push.Overflow policy, int capacity) {
        random = new Random(seed);
        disk = new FaultyStorage(seed);
        this.policy = policy;
        this.capacity = capacity;
    }

    FaultyStorage disk() {
        return disk;
    }

    CollectingSink<Long> out() {
        return out;
    }

    JobExecution execution() {
        return Objects.requireNonNull(execution, "started");
    }

    /** Begins a life from what is on the disk. */
    void start() {
        Pipeline pipeline = Pipeline.named("lives");
        Stream<Long> numbers = pipeline.read(
                "numbers",
                Push.of(Long.class)
                        .capacity(capacity)
                        .journal(disk)
                        .whenFull(policy)
                        .eventTimeMillis(number -> number));
        numbers.filter(number -> number >= 0).write("out", out);
        streamId = numbers.nodeId();
        try {
            execution = new JobExecution(
                    pipeline.freeze(),
                    new JobControl("lives", () -> {}),
                    new JobSettings(new VirtualClock(Instant.EPOCH), 1 + random.nextInt(5), 2),
                    1,
                    worker -> () -> {},
                    (source, push, wakeUp, refusal) -> {
                        try {
                            return QueuedPush.open(
                                    source, push, disk, pipeline.freeze().codecs(), wakeUp, refusal);
                        } catch (IOException failed) {
                            throw new UncheckedIOException(failed);
                        }
                    },
                    new CheckpointSettings(disk, NEVER_MILLIS, CHECKPOINTS_RETAINED, false, Runnable::run),
                    new CheckpointFiles(disk).readNewest());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @SuppressWarnings("unchecked") // it was read as such
    Ingress<Long> ingress() {
        return (Ingress<Long>) (Ingress<?>)
                Objects.requireNonNull(execution().pushInput(streamId)).ingress();
    }

    /** Steps all tasks; throws if the machine dies meanwhile. */
    boolean step() {
        boolean hasMoved = false;
        for (Task task : execution().tasks()) {
            hasMoved |= task.step() == Task.Progress.MOVED;
        }
        for (@Nullable Throwable cause = execution().failure(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SimulatedCrash crash) {
                throw crash;
            }
        }
        assertThat(execution().failure()).isNull();
        return hasMoved;
    }

    void runUntilIdle() {
        while (step()) {}
    }

    void checkpoint() {
        execution().requestCheckpoint();
        runUntilIdle();
    }

    /** The machine is started again. */
    void revive() {
        if (execution != null) {
            // Threads that wait in it would wait for ever; those of a machine that has died do not.
            execution.cancel();
        }
        disk = disk.afterCrash(random.nextLong());
    }

    /** To the end, on a machine that does not die any more. */
    void finish() {
        ingress().close();
        runUntilIdle();
        for (int i = 0; i < 3 && !execution().status().isEnd(); i++) {
            checkpoint();
        }
        assertThat(execution().status().isEnd()).isTrue();
        execution().publishAccounts();
        assertThat(execution().ledger().imbalances()).isEmpty();
    }
}
