package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** By name, as far as they are known. */
    private final Map<String, Link> links = new HashMap<>();

    /** The file in which a chain is being made one. */
    private @Nullable String merging;

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
    public record Entry(
            String name,
            long epoch,
            boolean isSavepoint,
            @Nullable String label) {}

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
     * Reads one, and the files that it needs.
     *
     * @throws CorruptDataException if any of them is damaged or missing; the message names the file
     * @throws NoSuchFileException if the job that writes them has removed or replaced one meanwhile
     */
    public Checkpoint read(Entry entry) throws IOException {
        CheckpointFile.Contents newest = readFile(entry);
        CheckpointFile.Contents file = newest;
        while (!file.link().isComplete()) {
            CheckpointFile.Contents older = readPrevious(entry, file.link());
            addOlder(newest.tasks(), older.tasks());
            file = older;
        }
        return new Checkpoint(newest.header(), newest.link().previousEpoch(), newest.tasks());
    }

    private CheckpointFile.Contents readFile(Entry entry) throws IOException {
        try (StorageInput in = storage.open(entry.name())) {
            CheckpointFile.Contents contents = CheckpointFile.read(in);
            if (contents.header().epoch() != entry.epoch()) {
                throw new CorruptDataException(
                        "holds epoch " + contents.header().epoch());
            }
            return contents;
        } catch (CorruptDataException damaged) {
            throw new CorruptDataException(
                    entry.name() + " in " + storage.describe() + ": " + damaged.getMessage(), damaged);
        }
    }

    private CheckpointFile.Contents readPrevious(Entry needing, Link link) throws IOException {
        String name = name(link.previousEpoch());
        String need = needing.name() + " needs " + name + ", which ";
        try {
            CheckpointFile.Contents contents = readFile(new Entry(name, link.previousEpoch(), false, null));
            if (contents.link().id() != link.previousId()) {
                throw new CorruptDataException(
                        needing.name() + " in " + storage.describe() + ": needs another " + name + " than there is");
            }
            return contents;
        } catch (CorruptDataException damaged) {
            throw new CorruptDataException(need + "is damaged: " + damaged.getMessage(), damaged);
        } catch (NoSuchFileException missing) {
            if (hasChanged(needing)) {
                throw missing;
            }
            throw new CorruptDataException(need + "is not there", missing);
        }
    }

    /** Whether one of which a file was missing has been removed since it was read, or its chain was made one. */
    private boolean hasChanged(Entry entry) throws IOException {
        String name = entry.name();
        while (true) {
            Link link;
            try (StorageInput in = storage.open(name)) {
                link = CheckpointFile.readStart(in).link();
            } catch (NoSuchFileException missing) {
                return name.equals(entry.name());
            }
            if (link.isComplete()) {
                return true;
            }
            name = name(link.previousEpoch());
        }
    }

    private static void addOlder(List<TaskBlock> tasks, List<TaskBlock> older) {
        for (TaskBlock task : tasks) {
            older.stream().filter(each -> each.task().equals(task.task())).forEach(task::addOlder);
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
     * A file that was written.
     *
     * @param epoch its last
     * @param link how it hangs in its chain
     * @param bytes its length
     */
    record Written(long epoch, Link link, long bytes) {}

    /**
     * Writes one with all of the state, without a label. It is there, whole and for good, exactly if this returns.
     *
     * @return its length in bytes
     * @throws IOException if it could not be written; it may be there or not
     */
    public long write(CheckpointHeader header, List<CapturedTask> tasks) throws IOException {
        return write(name(header, null), header, tasks, null).bytes();
    }

    /**
     * Writes one. It is there, whole and for good, exactly if this returns.
     *
     * @param name of its file
     * @param previous the file that has what did not change since; null if the tasks have all of the state
     * @throws IOException if it could not be written; it may be there or not
     */
    Written write(String name, CheckpointHeader header, List<CapturedTask> tasks, @Nullable Written previous)
            throws IOException {
        String partial = name + PARTIAL;
        Link link = Link.of(
                header,
                tasks,
                previous == null ? 0 : previous.epoch(),
                previous == null ? 0 : previous.link().id());
        long bytes;
        links.remove(name);
        try (StorageOutput out = storage.create(partial)) {
            bytes = CheckpointFile.write(out, header, link, tasks);
            out.sync();
        }
        storage.rename(partial, name);
        storage.sync();
        links.put(name, link);
        return new Written(header.epoch(), link, bytes);
    }

    /** The name of its file. */
    static String name(CheckpointHeader header, @Nullable String label) {
        boolean isSavepoint = header.kind() == CheckpointHeader.Kind.SAVEPOINT;
        String name = isSavepoint ? name("savepoint", header.epoch()) : name(header.epoch());
        return label == null ? name : name + "-" + label;
    }

    private static String name(long epoch) {
        return name("checkpoint", epoch);
    }

    private static String name(String kind, long epoch) {
        return String.format(Locale.ROOT, "%s-%019d", kind, epoch);
    }

    /** Begins to make one file of a chain. */
    ChainMerge merge(Written newest) throws IOException {
        String name = name(newest.epoch());
        merging = name + ".merged" + PARTIAL;
        return new ChainMerge(storage, chain(name), merging);
    }

    /**
     * Ends it.
     *
     * @return its length in bytes
     */
    long finish(ChainMerge merge, Written newest) throws IOException {
        links.remove(name(newest.epoch()));
        return merge.finish();
    }

    /** A file and those that it needs, the newest first; as far as they can be read. */
    private List<String> chain(String newest) throws IOException {
        List<String> chain = new ArrayList<>();
        @Nullable String name = newest;
        while (name != null) {
            chain.add(name);
            Link link = link(name);
            name = link.isComplete() ? null : name(link.previousEpoch());
        }
        return chain;
    }

    private Link link(String name) throws IOException {
        Link known = links.get(name);
        if (known != null) {
            return known;
        }
        Link link = Link.UNKNOWN;
        try (StorageInput in = storage.open(name)) {
            link = CheckpointFile.readStart(in).link();
        } catch (CorruptDataException | NoSuchFileException useless) {
            LOGGER.log(System.Logger.Level.DEBUG, "nothing is kept for the sake of " + name, useless);
        }
        links.put(name, link);
        return link;
    }

    /**
     * Removes old ones, and what is left of attempts that failed. Beside those that are to be kept, and the files that they need, one
     * stays that needs no file which all of them need: so damage of one file is never damage of all.
     *
     * @param retained how many to keep, savepoints not counted
     * @param newestEpoch of the one that was written last; what seems newer was passed over when the job started
     */
    public void removeOld(int retained, long newestEpoch) throws IOException {
        // The newest first, so that no file is there without those that it needs: others may be reading.
        for (String name : old(retained, newestEpoch)) {
            storage.delete(name);
            links.remove(name);
        }
        for (String name : storage.names()) {
            if (name.endsWith(PARTIAL) && !name.equals(merging)) {
                storage.delete(name);
            }
        }
    }

    private List<String> old(int retained, long newestEpoch) throws IOException {
        Set<String> kept = new HashSet<>();
        Set<String> shared = new HashSet<>();
        List<String> names = new ArrayList<>();
        int count = 0;
        for (Entry entry : list()) {
            if (entry.isSavepoint()) {
                kept.addAll(chain(entry.name()));
                continue;
            }
            names.add(entry.name());
            if (entry.epoch() > newestEpoch) {
                continue;
            }
            List<String> chain = chain(entry.name());
            if (count == 0) {
                shared.addAll(chain);
            }
            boolean isNeeded = ++count <= retained;
            if (isNeeded || retained > 1 && !shared.isEmpty() && Collections.disjoint(shared, chain)) {
                kept.addAll(chain);
                shared.retainAll(chain);
            }
        }
        names.removeAll(kept);
        return names;
    }
}
