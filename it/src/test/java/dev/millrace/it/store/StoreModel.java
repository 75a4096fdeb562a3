package dev.millrace.it.store;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A store that is a list of whole copies: the n-th is what there was after version n. */
final class StoreModel {

    /** All cells by key and field. */
    private final List<TreeMap<String, TreeMap<String, Object>>> states = new ArrayList<>();

    private final List<Long> times = new ArrayList<>();

    /** By version: the changes of it. */
    private final List<List<StoreChange<String, Object>>> writes = new ArrayList<>();

    StoreModel() {
        states.add(new TreeMap<>());
        times.add(Long.MIN_VALUE);
        writes.add(List.of());
    }

    long version() {
        return states.size() - 1;
    }

    long time(long version) {
        return times.get((int) version);
    }

    List<StoreChange<String, Object>> write(long version) {
        return writes.get((int) version);
    }

    /** Returns the version of the write, or of the last one if nothing changes. */
    long apply(WriteBatch<String, Object> batch, long time) {
        TreeMap<String, TreeMap<String, Object>> before = states.get(states.size() - 1);
        TreeMap<String, TreeMap<String, Object>> after = new TreeMap<>();
        before.forEach((key, fields) -> after.put(key, new TreeMap<>(fields)));
        Map<String, TreeSet<String>> touched = new TreeMap<>();
        for (WriteBatch.Step<String, Object> step : batch.steps()) {
            TreeMap<String, Object> fields = after.computeIfAbsent(step.key(), key -> new TreeMap<>());
            TreeSet<String> names = touched.computeIfAbsent(step.key(), key -> new TreeSet<>());
            if (step.field() == null) {
                names.addAll(fields.keySet());
                fields.clear();
            } else if (step.value() == null) {
                names.add(step.field());
                fields.remove(step.field());
            } else {
                names.add(step.field());
                fields.put(step.field(), step.value());
            }
        }
        List<StoreChange<String, Object>> changes = new ArrayList<>();
        touched.forEach((key, names) -> names.forEach(field -> {
            Object old = before.getOrDefault(key, new TreeMap<>()).get(field);
            Object now = after.get(key).get(field);
            if (old != null || now != null) {
                changes.add(new StoreChange<>(key, field, now));
            }
        }));
        if (changes.isEmpty()) {
            return version();
        }
        after.values().removeIf(Map::isEmpty);
        states.add(after);
        times.add(Math.max(time, times.get(times.size() - 1)));
        writes.add(changes);
        return version();
    }

    @Nullable
    Object get(String key, String field, long version) {
        return fields(key, version).get(field);
    }

    Map<String, Object> fields(String key, long version) {
        return state(version).getOrDefault(key, new TreeMap<>());
    }

    @SuppressWarnings("NonApiType") // its users need the order of both
    TreeMap<String, TreeMap<String, Object>> state(long version) {
        return states.get((int) version);
    }

    long versionAt(long time) {
        long version = version();
        while (version > 0 && time(version) > time) {
            version--;
        }
        return version;
    }

    /** The last version that wrote to a key. */
    long versionOf(String key) {
        for (long version = version(); version > 0; version--) {
            if (write(version).stream().anyMatch(change -> change.key().equals(key))) {
                return version;
            }
        }
        return 0;
    }

    /** Versions that wrote to a cell, newest first. */
    List<Long> history(String key, String field) {
        List<Long> versions = new ArrayList<>();
        for (long version = version(); version > 0; version--) {
            if (write(version).stream()
                    .anyMatch(
                            change -> change.key().equals(key) && change.field().equals(field))) {
                versions.add(version);
            }
        }
        return versions;
    }

    /** Takes back all writes after a version. */
    void cut(long version) {
        states.subList((int) version + 1, states.size()).clear();
        times.subList((int) version + 1, times.size()).clear();
        writes.subList((int) version + 1, writes.size()).clear();
    }
}
