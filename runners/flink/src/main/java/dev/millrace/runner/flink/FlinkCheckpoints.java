package dev.millrace.runner.flink;

import dev.millrace.api.job.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.jspecify.annotations.Nullable;

/** What a user says of checkpoints, in Flink's words. */
final class FlinkCheckpoints {

    private static final String METADATA = "_metadata";

    /** Of a job's directory, a checkpoint's in it, and the files of that. */
    private static final int DEPTH = 3;

    private final Checkpoints checkpoints;
    private final Path directory;

    private FlinkCheckpoints(Checkpoints checkpoints, Path directory) {
        this.checkpoints = checkpoints;
        this.directory = directory;
    }

    /**
     * Takes what a user says.
     *
     * @throws IllegalArgumentException if it is something that Flink does not have
     */
    static FlinkCheckpoints of(Checkpoints checkpoints) {
        Path directory = checkpoints
                .directory()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Flink keeps checkpoints in a directory, got " + checkpoints + "; use Checkpoints.in(path)"));
        return new FlinkCheckpoints(checkpoints, directory.toAbsolutePath());
    }

    void addTo(Configuration configuration) {
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, checkpoints.retained());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, checkpoints.restartsMax());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, checkpoints.backoff(1));
        configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, checkpoints.isLossAllowed());
        checkpoints
                .startAt()
                .or(this::newest)
                .ifPresent(from -> configuration.set(
                        StateRecoveryOptions.SAVEPOINT_PATH, from.toUri().toString()));
    }

    /** The newest checkpoint or savepoint that is complete: those have their metadata. */
    Optional<Path> newest() {
        Newest newest = new Newest();
        try {
            Files.walkFileTree(directory, Set.of(), DEPTH, newest);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return Optional.ofNullable(newest.found).map(Path::getParent);
    }

    /** Flink may be deleting others meanwhile. */
    private static final class Newest extends SimpleFileVisitor<Path> {

        private @Nullable Path found;
        private FileTime modified = FileTime.fromMillis(Long.MIN_VALUE);

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(METADATA) && attributes.lastModifiedTime().compareTo(modified) > 0) {
                found = file;
                modified = attributes.lastModifiedTime();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path gone, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Where savepoints go. */
    Path savepoints() {
        return directory.resolve("savepoints");
    }
}
