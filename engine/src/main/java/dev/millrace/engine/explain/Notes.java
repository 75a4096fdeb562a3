package dev.millrace.engine.explain;

import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that came to one operator with state, by key. */
final class Notes {

    /** Of rows without a key. */
    private static final Object NO_KEY = "no key";

    private final Map<Object, List<Note>> byKey = new LinkedHashMap<>();
    private final Map<Long, Object> keyOfResultOrigin = new HashMap<>();
    private final Map<Long, Object> keyOfOrigin = new HashMap<>();

    /**
     * A row.
     *
     * @param origin of a record, or the token of a result
     * @param timestamp its event time
     * @param value itself
     */
    record Note(long origin, long timestamp, Object value) {}

    /** A key as it is compared: numbers by value, whatever their class. */
    static Object comparable(Object key) {
        return key instanceof Integer || key instanceof Short || key instanceof Byte ? ((Number) key).longValue() : key;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    Note add(Batch batch, int row) {
        Object key = NO_KEY;
        if (batch.isKeyed) {
            boolean isObject = batch.keyObjects.length > 0;
            key = isObject ? batch.keyObjects[row] : (Object) batch.keys[row];
            long hash = isObject ? batch.keys[row] : StableHash.of(batch.keys[row]);
            keyOfResultOrigin.put(Origin.ofResult(hash), comparable(key));
        }
        Note note = new Note(batch.origins[row], batch.timestamps[row], batch.values[row]);
        byKey.computeIfAbsent(comparable(key), unseen -> new ArrayList<>()).add(note);
        keyOfOrigin.put(note.origin(), comparable(key));
        return note;
    }

    /** Takes back what was added last. */
    void remove(Note note) {
        Object key = keyOfOrigin.remove(note.origin());
        List<Note> notes = byKey.get(key);
        if (notes != null) {
            notes.remove(notes.size() - 1);
        }
    }

    /** The rows of a key so far. */
    List<Note> of(@Nullable Object key) {
        return key == null ? List.of() : byKey.getOrDefault(comparable(key), List.of());
    }

    /** The key of a result by its origin, which is that of one of the rows, or says what key it is of; null if it is not known. */
    @Nullable
    Object keyOf(long origin) {
        Object key = keyOfOrigin.get(origin);
        return key == null ? keyOfResultOrigin.get(origin) : key;
    }
}
