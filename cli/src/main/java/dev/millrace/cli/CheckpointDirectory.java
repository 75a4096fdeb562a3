package dev.millrace.cli;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointFiles.Entry;
import dev.millrace.engine.storage.ReadOnlyDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Names a directory with checkpoints. */
final class CheckpointDirectory {

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The directory that the job was given for its checkpoints.")
    private Path directory = Path.of("");

    /** Where it is. */
    Path path() {
        return directory;
    }

    /** Refuses a directory that is none. */
    void requireThere() {
        open();
    }

    /** The files, the newest first; at least one. */
    List<Entry> list() throws IOException {
        List<Entry> entries = new CheckpointFiles(open()).list();
        if (entries.isEmpty()) {
            throw new CommandException("there is no checkpoint in " + directory);
        }
        return entries;
    }

    private ReadOnlyDirectory open() {
        try {
            return ReadOnlyDirectory.open(directory);
        } catch (NotDirectoryException missing) {
            throw new CommandException("no such directory: " + directory, missing);
        }
    }

    /** The length of a file in bytes. */
    long size(Entry entry) throws IOException {
        try (StorageInput in = open().open(entry.name())) {
            return in.size();
        }
    }

    /**
     * Reads a file.
     *
     * @throws CorruptDataException if it is damaged
     */
    CheckpointContents read(Entry entry) throws IOException {
        return new CheckpointContents(new CheckpointFiles(open()).read(entry));
    }

    /** The checkpoint of an epoch, or the newest whole one for null. */
    CheckpointContents read(Screen screen, @Nullable Long epoch) throws IOException {
        CorruptDataException newest = null;
        for (Entry entry : list()) {
            if (epoch == null || epoch == entry.epoch()) {
                try {
                    return read(entry);
                } catch (CorruptDataException damaged) {
                    newest = newest == null ? damaged : newest;
                    screen.error("passed over: " + damaged.getMessage());
                } catch (NoSuchFileException removed) {
                    screen.error("passed over, since the job has removed it meanwhile: " + entry.name());
                }
            }
        }
        if (newest != null) {
            throw new CommandException("no checkpoint is whole; the newest: " + newest.getMessage(), newest);
        }
        throw new CommandException("there is no checkpoint of epoch " + epoch + " in " + directory + "; there are "
                + String.join(
                        ", ",
                        list().stream()
                                .map(entry -> Long.toString(entry.epoch()))
                                .toList()));
    }
}
