package dev.millrace.engine;

import dev.millrace.api.storage.Storage;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointFiles.Entry;
import dev.millrace.engine.storage.ReadOnlyDirectory;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The file of a savepoint that a job is told to begin at.
 *
 * @param file in whatever directory
 */
record StartingPoint(Path file) {

    StartingPoint {
        file = file.toAbsolutePath().normalize();
    }

    private Path directory() {
        return Objects.requireNonNull(file.getParent(), "a file has one");
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }

    /**
     * Reads it.
     *
     * @throws IllegalStateException if there is no such file
     * @throws IOException if it cannot be read
     * @throws dev.millrace.api.type.CorruptDataException if it is damaged
     */
    Checkpoint read() throws IOException {
        try (ReadOnlyDirectory storage = ReadOnlyDirectory.open(directory())) {
            CheckpointFiles files = new CheckpointFiles(storage);
            List<Entry> all = files.list();
            for (Entry entry : all) {
                if (entry.name().equals(name())) {
                    return files.read(entry);
                }
            }
            throw new IllegalStateException(
                    "there is no savepoint " + file + " to start at; in " + directory() + " there "
                            + (all.isEmpty()
                                    ? "is none"
                                    : "are " + all.stream().map(Entry::name).toList()));
        } catch (NotDirectoryException missing) {
            throw new IllegalStateException(
                    "there is no savepoint " + file + " to start at, nor its directory", missing);
        }
    }

    /** Throws if it is in the job's own directory, and older than others there, which a restart would take for the newest. */
    void requireNotBehind(Storage own, Optional<Path> ownDirectory) throws IOException {
        if (ownDirectory.isEmpty() || !ReadOnlyDirectory.isSame(directory(), ownDirectory.get())) {
            return;
        }
        List<Entry> all = new CheckpointFiles(own).list();
        if (!all.isEmpty() && !all.get(0).name().equals(name())) {
            throw new IllegalStateException("savepoint " + name() + " cannot be started at in its own directory, where "
                    + all.get(0).name() + " is newer: name another directory, Checkpoints.in(...).startAt(" + file
                    + "), or delete what is newer");
        }
    }
}
