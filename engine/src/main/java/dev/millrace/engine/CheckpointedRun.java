package dev.millrace.engine;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.storage.Storage;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a job with checkpoints has beside its workers: the storage, for as long as it runs, and a thread that writes there. */
final class CheckpointedRun implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(CheckpointedRun.class.getName());

    private final String pipeline;
    private final Checkpoints checkpoints;
    private final Storage storage;
    private final ScheduledThreadPoolExecutor writer;

    private CheckpointedRun(String pipeline, Checkpoints checkpoints, Storage storage) {
        this.pipeline = pipeline;
        this.checkpoints = checkpoints;
        this.storage = storage;
        writer = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(action, "millrace-checkpoints-" + pipeline);
            thread.setDaemon(true);
            return thread;
        });
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // Whatever comes after the end, as a second cancellation, has nothing to do.
        writer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Opens the storage. */
    static CheckpointedRun open(String pipeline, Checkpoints checkpoints) {
        Optional<Path> directory = checkpoints.directory();
        try {
            Storage storage = directory.isPresent()
                    ? DirectoryStorage.open(directory.get())
                    : checkpoints.storage().orElseThrow();
            return new CheckpointedRun(pipeline, checkpoints, storage);
        } catch (IOException failed) {
            throw new JobFailedException(pipeline, "checkpoints", null, failed);
        }
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    CheckpointSettings settings() {
        return new CheckpointSettings(
                storage,
                checkpoints.interval().toMillis(),
                checkpoints.retained(),
                checkpoints.isLossAllowed(),
                action -> writer.execute(loudly(action)));
    }

    /** An executor of futures keeps what its actions throw to itself. */
    private Runnable loudly(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (Throwable thrown) {
                LOGGER.log(
                        System.Logger.Level.ERROR, "the checkpoints of job '" + pipeline + "' are at an end", thrown);
                throw thrown;
            }
        };
    }

    /** What the job goes on from: its newest checkpoint, else the savepoint that it was told; null for the beginning. */
    @Nullable
    Checkpoint newest() {
        try {
            Optional<StartingPoint> told = checkpoints.startAt().map(StartingPoint::new);
            if (told.isPresent()) {
                told.get().requireNotBehind(storage, checkpoints.directory());
            }
            Checkpoint own = new CheckpointFiles(storage).readNewest();
            if (own != null || told.isEmpty()) {
                return own;
            }
            return told.get().read();
        } catch (IOException | RuntimeException failed) {
            throw new JobFailedException(pipeline, "checkpoints", null, failed);
        }
    }

    /** The checkpoints that there are, also when the directory is locked, or has been let go of. */
    SavedState saved() throws IOException {
        Optional<Path> directory = checkpoints.directory();
        return directory.isPresent() ? SavedState.in(directory.get()) : SavedState.in(storage);
    }

    /** Does something later, on the thread that writes checkpoints. */
    void later(Duration wait, Runnable action) {
        Future<?> ignored = writer.schedule(loudly(action), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the thread, and lets others use the directory. No checkpoint is being written. */
    @Override
    public void close() {
        writer.shutdown();
        if (checkpoints.directory().isPresent()) {
            try {
                storage.close();
            } catch (IOException failed) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the lock of the checkpoints of job '" + pipeline + "' could not be let go of; it ends with the"
                                + " process",
                        failed);
            }
        }
    }
}
