package dev.millrace.engine.process;

import dev.millrace.api.job.StateFigures;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One state of a function, of all keys of a task; at the same time the handle that the user gets, since there is one key at
 * hand at a time. Owned by the task's thread.
 *
 * <p>An id that has something in it is held in the table of keys.
 */
abstract class KeyState {

    final Expiry expiry;
    private final StateSpec<?> spec;
    private final String kind;
    private final KeyAtHand at;
    private final Sweep sweep = new Sweep(this);
    private final ChangedRows changed = new ChangedRows();
    private long keys;
    private long entries;

    KeyState(StateSpec<?> spec, String kind, KeyAtHand at) {
        this.spec = spec;
        this.kind = kind;
        this.at = at;
        expiry = new Expiry(spec.ttl());
    }

    static KeyState of(StateSpec<?> spec, KeyAtHand at) {
        // One by one, as switches over patterns are not in Java 17.
        if (spec instanceof ValueSpec<?> value) {
            return new ValuesOfKeys(value, at);
        }
        if (spec instanceof ListSpec<?> list) {
            return new ListsOfKeys(list, at);
        }
        if (spec instanceof MapSpec<?, ?> map) {
            return new MapsOfKeys(map, at);
        }
        return new AggregatesOfKeys((AggregatingSpec<?, ?>) spec, at);
    }

    final StateSpec<?> spec() {
        return spec;
    }

    /** The id of the key at hand. */
    final int id() {
        int id = at.id("the state '" + spec.name() + "'");
        // Whoever only reads may get an object that it changes.
        changed.add(id);
        return id;
    }

    final long now() {
        return at.nowMillis;
    }

    final long sequence() {
        return at.sequence;
    }

    final KeyTable table() {
        return at.keys;
    }

    final NullPointerException isNull(String way) {
        return new NullPointerException("the state '" + spec.name() + "' was given null; " + way);
    }

    /** An id has something for the first time. */
    final void onKeyAdded(int id) {
        at.keys.retain(id);
        keys++;
    }

    /** What is expired may be taken away from an id: no change that captures have to know of, but what is captured has it. */
    final void beforeSweep(int id) {
        changed.writeIfPending(id);
    }

    /** An id has nothing any more. */
    final void onKeyRemoved(int id) {
        changed.add(id);
        at.keys.release(id);
        keys--;
    }

    final void addEntries(long count) {
        entries += count;
    }

    /** When a value is used that was used before. */
    final long latest(long usedMillis) {
        return Math.max(usedMillis, at.nowMillis);
    }

    /**
     * Takes away what an id has that is expired.
     *
     * @param id any, perhaps one without a key
     * @param watermark what it is compared with
     * @param looksMax how many values to look at, if that can be divided
     * @return how many were looked at; negative if there are more of this id
     */
    abstract int sweep(int id, long watermark, int looksMax);

    final Sweep sweep() {
        return sweep;
    }

    /** How many values there are. */
    final long entryCount() {
        return entries;
    }

    /** Tells what it keeps in memory, without the table of keys. */
    final void weigh(Footprint footprint) {
        changed.weigh(footprint);
        weighValues(footprint);
    }

    /** Tells what its values take. */
    abstract void weighValues(Footprint footprint);

    final StateFigures figures(long watermark) {
        return new StateFigures(keys, entries, expiry.lagMillis(watermark));
    }

    /** Writes all that is not expired, or has not been when it was last changed. */
    final void capture(StateWriter out, long watermark) {
        if (expiry.isOn()) {
            out.list(expiryName());
            out.entryForAll();
            out.writeLong(expiry.ttlMillis());
            out.writeLong(watermark);
        }
        out.rows(listName());
        changed.capture(out, 0, at.keys.idEnd(), (id, entries) -> capture(id, entries, watermark));
    }

    /** Writes an entry for an id, if it has something that is not expired. */
    abstract void capture(int id, StateWriter out, long watermark);

    /** How long values lived, and what time it was, where they were captured. */
    private record Former(long ttlMillis, long watermark) {}

    final void restore(StateReader in, long timeOfOthers) {
        Map<Integer, Former> formers = new HashMap<>();
        while (in.next(expiryName())) {
            formers.put(in.task(), new Former(in.readLong(), in.readLong()));
        }
        while (in.next(listName())) {
            Former former = formers.get(in.task());
            if (former == null) {
                restore(in.id(at.keys), in, timeOfOthers);
            } else {
                restore(in, timeOfOthers, former);
            }
        }
    }

    /** A longer time to live must not bring back what nobody could see any more. */
    private void restore(StateReader in, long timeOfOthers, Former former) {
        int id = in.id(at.keys);
        long ttlMillis = expiry.ttlMillis();
        if (!expiry.isOn()) {
            expiry.setTtlMillis(former.ttlMillis);
        }
        restore(id, in, timeOfOthers);
        expiry.setTtlMillis(former.ttlMillis);
        int looks = -1;
        while (looks < 0) {
            looks = sweep(id, former.watermark, Integer.MAX_VALUE);
        }
        expiry.setTtlMillis(ttlMillis);
        if (!at.keys.isHeld(id)) {
            at.keys.remove(id);
        }
    }

    /**
     * Reads the entry of an id.
     *
     * @param id that has nothing yet
     * @param in stands at the first field
     * @param timeOfOthers when those values were used that have no time of their own
     */
    abstract void restore(int id, StateReader in, long timeOfOthers);

    private String expiryName() {
        return "expiry." + spec.name();
    }

    /** Shows what each id has. */
    final void show(long nowMillis, IntFunction<Object> keyOf, BiConsumer<Object, Object> visitor) throws Exception {
        for (int id = 0; id < at.keys.idEnd(); id++) {
            at.enter(id, nowMillis, 0);
            Object shown = at.keys.isHeld(id) ? shown() : null;
            if (shown != null) {
                visitor.accept(keyOf.apply(id), shown);
            }
        }
        at.leave();
    }

    /** What the key at hand has; null if nothing. */
    abstract @Nullable Object shown() throws Exception;

    private String listName() {
        return kind + "." + spec.name();
    }

    final void writeTime(StateWriter out, long usedMillis) {
        out.writeBoolean(expiry.isOn());
        if (expiry.isOn()) {
            out.writeLong(usedMillis);
        }
    }

    /** Reads a time of use; also of a state that did not expire before, or does not now. */
    final long readTime(StateReader in, long timeOfOthers) {
        long used = in.readBoolean() ? in.readLong() : timeOfOthers;
        if (expiry.isOn()) {
            expiry.onUsed(used);
        }
        return used;
    }

    static Object required(@Nullable Object value) {
        if (value == null) {
            throw new dev.millrace.api.type.CorruptDataException("a value of a state is null");
        }
        return value;
    }
}
