package dev.millrace.engine.process;

import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.MapState;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map for each id. */
final class MapsOfKeys extends KeyState implements MapState<Object, Object> {

    private final ObjectsById<Entries> maps = new ObjectsById<>();

    MapsOfKeys(MapSpec<?, ?> spec, KeyAtHand at) {
        super(spec, "map", at);
    }

    /** The entry of a key that is not expired. */
    private Entries.@Nullable Entry find(Object key) {
        Entries map = maps.get(id());
        Entries.Entry entry = map == null ? null : map.get(key);
        return entry == null || expiry.isExpired(entry.usedMillis, now()) ? null : entry;
    }

    private void use(Entries.Entry entry) {
        if (expiry.isOnRead()) {
            entry.usedMillis = latest(entry.usedMillis);
        }
    }

    @Override
    public @Nullable Object get(Object key) {
        Entries.Entry entry = find(key);
        if (entry == null) {
            return null;
        }
        use(entry);
        return entry.value;
    }

    @Override
    public boolean contains(Object key) {
        return find(key) != null;
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers that are not null-marked
    public void put(Object key, Object value) {
        if (key == null || value == null) {
            throw isNull("remove() takes an entry away");
        }
        int id = id();
        Entries.Entry entry = find(key);
        if (entry == null) {
            // What is expired comes back at the end of the order, as if it had not been there.
            remove(key);
            map(id).add(key, value, now());
            addEntries(1);
            onUsed(now());
        } else {
            entry.value = value;
            entry.usedMillis = latest(entry.usedMillis);
            onUsed(entry.usedMillis);
        }
    }

    private void onUsed(long usedMillis) {
        if (expiry.isOn()) {
            expiry.onUsed(usedMillis);
        }
    }

    private Entries map(int id) {
        Entries map = maps.get(id);
        if (map == null) {
            map = new Entries();
            maps.set(id, map);
            onKeyAdded(id);
        }
        return map;
    }

    @Override
    public void remove(Object key) {
        int id = id();
        Entries map = maps.get(id);
        Entries.Entry entry = map == null ? null : map.get(key);
        if (map != null && entry != null) {
            map.remove(entry);
            addEntries(-1);
            forgetIfEmpty(id, map);
        }
    }

    private void forgetIfEmpty(int id, Entries map) {
        if (map.size() == 0) {
            maps.set(id, null);
            onKeyRemoved(id);
        }
    }

    @Override
    public Map<Object, Object> entries() {
        Entries map = maps.get(id());
        if (map == null) {
            return Map.of();
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        for (Entries.Entry entry = map.first(); entry != null; entry = entry.next) {
            if (!expiry.isExpired(entry.usedMillis, now())) {
                use(entry);
                copy.put(entry.key, entry.value);
            }
        }
        return Collections.unmodifiableMap(copy);
    }

    @Override
    public int size() {
        Entries map = maps.get(id());
        return map == null ? 0 : sizeAt(map, now());
    }

    private int sizeAt(Entries map, long nowMillis) {
        if (!expiry.isOn()) {
            return map.size();
        }
        int size = 0;
        for (Entries.Entry entry = map.first(); entry != null; entry = entry.next) {
            size += expiry.isExpired(entry.usedMillis, nowMillis) ? 0 : 1;
        }
        return size;
    }

    @Override
    public void clear() {
        int id = id();
        Entries map = maps.get(id);
        if (map != null) {
            addEntries(-map.size());
            maps.set(id, null);
            onKeyRemoved(id);
        }
    }

    @Override
    @Nullable
    Object shown() {
        Map<Object, Object> map = entries();
        return map.isEmpty() ? null : map;
    }

    @Override
    int sweep(int id, long watermark, int looksMax) {
        Entries map = maps.get(id);
        if (map == null) {
            return 0;
        }
        int before = map.size();
        int looks = map.sweep(expiry, watermark, looksMax);
        addEntries(map.size() - before);
        forgetIfEmpty(id, map);
        return map.size() == 0 ? Math.abs(looks) : looks;
    }

    @Override
    void capture(int id, StateWriter out, long watermark) {
        Entries map = maps.get(id);
        if (map != null && sizeAt(map, watermark) > 0) {
            out.entry(table(), id);
            for (Entries.Entry entry = map.first(); entry != null; entry = entry.next) {
                if (!expiry.isExpired(entry.usedMillis, watermark)) {
                    writeTime(out, entry.usedMillis);
                    out.writeValue(entry.key);
                    out.writeValue(entry.value);
                }
            }
        }
    }

    @Override
    void restore(int id, StateReader in, long timeOfOthers) {
        Entries map = map(id);
        while (in.hasMore()) {
            long time = readTime(in, timeOfOthers);
            map.add(required(in.readValue()), required(in.readValue()), time);
            addEntries(1);
        }
    }

    @Override
    void weighValues(Footprint footprint) {
        maps.weighPages(footprint);
        footprint.objects(entryCount(), Entries.ENTRY_BYTES);
        footprint.objects(entryCount(), this::entryNear);
    }

    /** Key and value of an entry: the first one of the next id that has some. */
    private Object @Nullable [] entryNear(long place) {
        int ids = table().idEnd();
        int from = (int) (place % ids);
        for (int i = 0; i < ids; i++) {
            Entries map = maps.get((from + i) % ids);
            Entries.Entry entry = map == null ? null : map.first();
            if (entry != null) {
                return new Object[] {entry.key, entry.value};
            }
        }
        return null;
    }
}
