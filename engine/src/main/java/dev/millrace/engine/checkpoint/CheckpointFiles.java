package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checkpoints of one job in its storage: found, read, written, removed. Used by one thread at a time. */
public final class CheckpointFiles {

    private static final System.Logger LOGGER = System.getLogger(CheckpointFiles.class.getName());

    private static final Pattern NAME =
            Pattern.compile("(checkpoint|savepoint)-([0-9]{19})(?:-(" + SavepointRequest.LABEL + "))?");
    private static final String PARTIAL = ".partial";

    private final Storage storage;

    /**
     * Makes one.
     *
     * @param storage where the files are
     */
    public CheckpointFiles(Storage storage) {
        this.storage = storage;
    }

    /**
     * A file with a checkpoint, as its name says.
     *
     * @param name of the file
     * @param epoch its last epoch
     * @param isSavepoint whether it is kept until somebody deletes it
     * @param label of a savepoint, or null
     */
    public record Entry(String name, long epoch, boolean isSavepoint, @Nullable String label) {}

    /** All complete ones, the newest first. */
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String name : storage.names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                entries.add(new Entry(
                        name,
                        Long.parseLong(matcher.group(2)),
                        matcher.group(1).equals("savepoint"),
                        matcher.group(3)));
            }
        }
        entries.sort((one, other) -> Long.compare(other.epoch(), one.epoch()));
        return entries;
    }

    /**
     * Reads one.
     *
     * @throws CorruptDataException if it is damaged; the message names the file
     */
    public Checkpoint read(Entry entry) throws IOException {
        try (StorageInput in = storage.open(entry.name())) {
            Checkpoint checkpoint = CheckpointFile.read(in);
            if (checkpoint.header().epoch() != entry.epoch()) {
                throw new CorruptDataException(
                        "holds epoch " + checkpoint.header().epoch());
            }
            return checkpoint;
        } catch (CorruptDataException damaged) {
            throw new CorruptDataException(
                    entry.name() + " in " + storage.describe() + ": " + damaged.getMessage(), damaged);
        }
    }

    /**
     * Reads the newest one that is whole. Damaged ones are passed over, and said to be in the log.
     *
     * @return null if there is none
     * @throws IOException if the storage cannot be read
     * @throws CorruptDataException if there are some, but none is whole
     */
    public @Nullable Checkpoint readNewest() throws IOException {
        List<CorruptDataException> damages = new ArrayList<>();
        for (Entry entry : list()) {
            try {
                Checkpoint whole = read(entry);
                // A process may have died between the renaming and this; nobody may act on what could still vanish.
                storage.sync();
                return whole;
            } catch (CorruptDataException damaged) {
                LOGGER.log(
                        System.Logger.Level.ERROR,
                        "a damaged checkpoint is passed over; records since the one before are processed again, and what"
                                + " sinks have committed since then is theirs to recognise",
                        damaged);
                damages.add(damaged);
            }
        }
        if (!damages.isEmpty()) {
            CorruptDataException newest = damages.get(0);
            damages.subList(1, damages.size()).forEach(newest::addSuppressed);
            throw newest;
        }
        return null;
    }

    /**
     * Writes one without a label.
     *
     * @return its length in bytes
     * @throws IOException if it could not be written; it may be there or not
     */
    public long write(CheckpointHeader header, List<BinaryOutput> tasks) throws IOException {
        return write(name(header, null), header, tasks);
    }

    /**
     * Writes one. It is there, whole and for good, exactly if this returns.
     *
     * @return its length in bytes
     * @throws IOException if it could not be written; it may be there or not
     */
    long write(String name, CheckpointHeader header, List<BinaryOutput> tasks) throws IOException {
        String partial = name + PARTIAL;
        long bytes;
        try (StorageOutput out = storage.create(partial)) {
            bytes = CheckpointFile.write(out, header, tasks);
            out.sync();
        }
        storage.rename(partial, name);
        storage.sync();
        return bytes;
    }

    /** The name of its file. */
    static String name(CheckpointHeader header, @Nullable String label) {
        boolean isSavepoint = header.kind() == CheckpointHeader.Kind.SAVEPOINT;
        String name = String.format(Locale.ROOT, "%s-%019d", isSavepoint ? "savepoint" : "checkpoint", header.epoch());
        return label == null ? name : name + "-" + label;
    }

    /**
     * Removes old ones, and what is left of attempts that failed.
     *
     * @param retained how many to keep, savepoints not counted
     */
    public void removeOld(int retained) throws IOException {
        List<String> old = new ArrayList<>();
        int kept = 0;
        for (Entry entry : list()) {
            if (!entry.isSavepoint() && ++kept > retained) {
                old.add(entry.name());
            }
        }
        // The oldest first: whatever stops this, the newest stay.
        Collections.reverse(old);
        for (String name : old) {
            storage.delete(name);
        }
        for (String name : storage.names()) {
            if (name.endsWith(PARTIAL)) {
                storage.delete(name);
            }
        }
    }
}
