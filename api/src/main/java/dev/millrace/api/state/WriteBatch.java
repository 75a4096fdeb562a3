package dev.millrace.api.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several changes that a store makes at once. Of two changes of a cell the later one counts. Not thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class WriteBatch<K extends Comparable<? super K>, V> {

    /**
     * A change as it was asked for.
     *
     * @param key not null
     * @param field null for all fields
     * @param value null for a deletion
     * @param <K> type of the keys
     * @param <V> type of the values
     */
    public record Step<K, V>(
            K key, @Nullable String field, @Nullable V value) {}

    private final List<Step<K, V>> steps = new ArrayList<>();
    private final Map<K, Long> required = new LinkedHashMap<>();
    private final Map<String, Long> marks = new LinkedHashMap<>();

    /** Makes an empty one. */
    public WriteBatch() {}

    /**
     * Writes a value.
     *
     * @param key not null
     * @param field not null
     * @param value not null
     * @return this
     */
    public WriteBatch<K, V> put(K key, String field, V value) {
        return add(key, Objects.requireNonNull(field, "field"), Objects.requireNonNull(value, "value"));
    }

    /**
     * Deletes a field.
     *
     * @param key not null
     * @param field not null
     * @return this
     */
    public WriteBatch<K, V> delete(K key, String field) {
        return add(key, Objects.requireNonNull(field, "field"), null);
    }

    /**
     * Deletes all fields of a key, those put by earlier steps of the batch included.
     *
     * @param key not null
     * @return this
     */
    public WriteBatch<K, V> delete(K key) {
        return add(key, null, null);
    }

    private WriteBatch<K, V> add(K key, @Nullable String field, @Nullable V value) {
        steps.add(new Step<>(Objects.requireNonNull(key, "key"), field, value));
        return this;
    }

    /**
     * Writes only if nobody else has written to a key since its version was read.
     *
     * @param key not null
     * @param version what {@link StateStore#version(Comparable)} said; 0 if nothing may be there
     * @return this
     */
    public WriteBatch<K, V> requireVersion(K key, long version) {
        required.put(Objects.requireNonNull(key, "key"), version);
        return this;
    }

    /**
     * Notes a number beside the data, at once with the changes: how far the program has come that makes them. It is read by
     * {@link StateStore#mark}, takes no cell, and has no history.
     *
     * @param name not null; unique among those who write to the store
     * @param value replaces the one before
     * @return this
     */
    public WriteBatch<K, V> mark(String name, long value) {
        marks.put(Objects.requireNonNull(name, "name"), value);
        return this;
    }

    /**
     * The numbers to be noted.
     *
     * @return unmodifiable, not a copy
     */
    public Map<String, Long> marks() {
        return Collections.unmodifiableMap(marks);
    }

    /**
     * The changes, in the order in which they were asked for.
     *
     * @return unmodifiable, not a copy
     */
    public List<Step<K, V>> steps() {
        return Collections.unmodifiableList(steps);
    }

    /**
     * The versions that keys must have.
     *
     * @return unmodifiable, not a copy
     */
    public Map<K, Long> requiredVersions() {
        return Collections.unmodifiableMap(required);
    }
}
