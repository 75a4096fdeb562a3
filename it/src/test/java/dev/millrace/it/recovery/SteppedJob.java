package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.checkpoint.Coordinator;
import dev.millrace.engine.exchange.IngressQueue;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.job.QueuedPush;
import dev.millrace.engine.worker.Task;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job on a storage of the test's, on the test's thread, which makes a checkpoint exactly when it is told to. */
final class SteppedJob {

    private static final int BATCH_CAPACITY = 16;
    private static final int LANE_BATCHES = 2;
    private static final long NEVER_MILLIS = 1L << 40;

    private final JobExecution execution;

    private SteppedJob(JobExecution execution) {
        this.execution = execution;
    }

    /** Starts from the newest checkpoint, or from the beginning if there is none. */
    static SteppedJob start(Pipeline pipeline, Storage storage, int workers, int retained) throws IOException {
        return new SteppedJob(new JobExecution(
                pipeline.freeze(),
                new JobControl(pipeline.name(), () -> {}),
                new JobSettings(new VirtualClock(Instant.EPOCH), BATCH_CAPACITY, LANE_BATCHES),
                workers,
                worker -> () -> {},
                (source, push, wakeUp, refusal) -> new QueuedPush(new IngressQueue(source, push, wakeUp, refusal)),
                new CheckpointSettings(storage, NEVER_MILLIS, retained, false, Runnable::run),
                new CheckpointFiles(storage).readNewest()));
    }

    SteppedJob runUntilIdle() {
        boolean hasMoved = true;
        while (hasMoved) {
            hasMoved = false;
            for (Task task : execution.tasks()) {
                hasMoved |= task.step() == Task.Progress.MOVED;
            }
        }
        return this;
    }

    SteppedJob checkpoint() {
        execution.requestCheckpoint();
        return runUntilIdle();
    }

    /** Why it has failed, or null. */
    @Nullable
    JobFailedException failure() {
        return execution.failure();
    }

    Coordinator.Figures figures() {
        return Objects.requireNonNull(execution.checkpointFigures());
    }

    /** To the end, for which a last checkpoint is needed. */
    void finish() {
        runUntilIdle().checkpoint();
        assertThat(execution.failure()).isNull();
        assertThat(execution.status().isEnd()).isTrue();
        execution.publishAccounts();
        assertThat(execution.ledger().imbalances()).isEmpty();
    }
}
