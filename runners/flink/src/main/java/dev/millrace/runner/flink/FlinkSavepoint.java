package dev.millrace.runner.flink;

import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.job.SavepointFailedException;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** A savepoint that Flink makes. Thread-safe. */
final class FlinkSavepoint implements PendingSavepoint {

    private final String job;
    private final Optional<String> label;
    private final CompletableFuture<String> path;

    FlinkSavepoint(String job, Optional<String> label, CompletableFuture<String> path) {
        this.job = job;
        this.label = label;
        this.path = path;
    }

    @Override
    public boolean isDone() {
        return path.isDone();
    }

    @Override
    public Optional<Savepoint> await(Duration timeout) throws InterruptedException {
        try {
            return Optional.of(read(new Path(path.get(timeout.toNanos(), TimeUnit.NANOSECONDS))));
        } catch (TimeoutException running) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            Throwable cause = FlinkJob.cause(failed);
            throw new SavepointFailedException(job, "Flink says " + cause.getMessage(), cause);
        } catch (IOException unread) {
            throw new SavepointFailedException(job, "what Flink wrote cannot be read", unread);
        }
    }

    private Savepoint read(Path directory) throws IOException {
        Path file = new Path(directory, "_metadata");
        FileSystem files = file.getFileSystem();
        try (DataInputStream in = new DataInputStream(files.open(file))) {
            CheckpointMetadata metadata = Checkpoints.loadCheckpointMetadata(
                    in, Thread.currentThread().getContextClassLoader(), file.toString());
            return new Savepoint(
                    metadata.getCheckpointId(),
                    label,
                    directory.getName(),
                    directory.toString(),
                    files.getFileStatus(file).getLen());
        }
    }
}
