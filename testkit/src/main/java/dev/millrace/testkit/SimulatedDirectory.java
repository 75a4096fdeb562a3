package dev.millrace.testkit;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which names stand for which files: as programs see it, and as a crash may leave it. Changes since the last sync are kept as a
 * list, of which a crash takes any subset. A file that is made over another is a new file; its name first goes away from the old.
 */
final class SimulatedDirectory {

    /** One step that the disk takes or does not take: a name gets a file, and perhaps another name goes away. */
    private record Change(
            String name,
            @Nullable SimulatedFile file,
            @Nullable String oldName) {

        void applyTo(Map<String, SimulatedFile> files) {
            if (oldName != null) {
                files.remove(oldName);
            }
            if (file == null) {
                files.remove(name);
            } else {
                files.put(name, file);
            }
        }
    }

    private final Map<String, SimulatedFile> seen = new TreeMap<>();
    private final Map<String, SimulatedFile> durable = new TreeMap<>();
    private final List<Change> unsynced = new ArrayList<>();

    private void change(String name, @Nullable SimulatedFile file, @Nullable String oldName) {
        Change change = new Change(name, file, oldName);
        change.applyTo(seen);
        unsynced.add(change);
    }

    SimulatedFile create(String name) {
        delete(name);
        SimulatedFile file = new SimulatedFile();
        change(name, file, null);
        return file;
    }

    SimulatedFile find(String name) throws NoSuchFileException {
        SimulatedFile file = seen.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    List<String> names() {
        return List.copyOf(seen.keySet());
    }

    void rename(String from, String to) throws NoSuchFileException {
        SimulatedFile file = find(from);
        if (!from.equals(to)) {
            change(to, file, from);
        }
    }

    void delete(String name) {
        if (seen.containsKey(name)) {
            change(name, null, null);
        }
    }

    void sync() {
        durable.clear();
        durable.putAll(seen);
        unsynced.clear();
    }

    long bytes() {
        return seen.values().stream().mapToLong(SimulatedFile::size).sum();
    }

    SimulatedDirectory afterCrash(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        if (random.nextInt(4) == 0) {
            return afterDeathOfProcess();
        }
        Map<String, SimulatedFile> left = new TreeMap<>(durable);
        for (Change change : unsynced) {
            if (random.nextBoolean()) {
                change.applyTo(left);
            }
        }
        SimulatedDirectory result = new SimulatedDirectory();
        Map<SimulatedFile, SimulatedFile> copies = new HashMap<>();
        left.forEach((name, file) ->
                result.seen.put(name, copies.computeIfAbsent(file, any -> file.afterDeathOfMachine(random))));
        result.sync();
        return result;
    }

    /** All is there, and no more durable than before. */
    private SimulatedDirectory afterDeathOfProcess() {
        // Files are equal only to themselves: one that has two names, or a name and a change, is copied once.
        Map<SimulatedFile, SimulatedFile> copies = new HashMap<>();
        UnaryOperator<SimulatedFile> copy = file -> copies.computeIfAbsent(file, SimulatedFile::copy);
        SimulatedDirectory result = new SimulatedDirectory();
        durable.forEach((name, file) -> result.durable.put(name, copy.apply(file)));
        seen.forEach((name, file) -> result.seen.put(name, copy.apply(file)));
        for (Change change : unsynced) {
            result.unsynced.add(new Change(
                    change.name(), change.file() == null ? null : copy.apply(change.file()), change.oldName()));
        }
        return result;
    }
}
