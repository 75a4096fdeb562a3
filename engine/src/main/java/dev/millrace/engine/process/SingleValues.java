package dev.millrace.engine.process;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** An object for each id, with its time of use where it expires. Owned by the task's thread. */
final class SingleValues {

    private final KeyState state;
    private final ObjectsById<Object> objects = new ObjectsById<>();
    private final LongsById used = new LongsById();

    SingleValues(KeyState state) {
        this.state = state;
    }

    /** The object of an id that is not expired; null if there is none. */
    @Nullable
    Object read(int id) {
        Object object = objects.get(id);
        if (object == null || !state.expiry.isOn()) {
            return object;
        }
        if (state.expiry.isExpired(used.get(id), state.now())) {
            return null;
        }
        if (state.expiry.isOnRead()) {
            used.set(id, state.latest(used.get(id)));
        }
        return object;
    }

    void write(int id, Object object) {
        boolean isNew = objects.get(id) == null;
        objects.set(id, object);
        if (isNew) {
            state.onKeyAdded(id);
            state.addEntries(1);
        }
        if (state.expiry.isOn()) {
            long time = isNew ? state.now() : state.latest(used.get(id));
            used.set(id, time);
            state.expiry.onUsed(time);
        }
    }

    void remove(int id) {
        if (objects.get(id) != null) {
            objects.set(id, null);
            state.onKeyRemoved(id);
            state.addEntries(-1);
        }
    }

    int sweep(int id, long watermark) {
        if (objects.get(id) == null) {
            return 0;
        }
        if (state.expiry.isExpired(used.get(id), watermark)) {
            remove(id);
        } else {
            state.expiry.onKept(used.get(id));
        }
        return 1;
    }

    void capture(int id, StateWriter out, long watermark) {
        Object object = objects.get(id);
        if (object != null && !state.expiry.isExpired(used.get(id), watermark)) {
            out.entry(state.table(), id);
            state.writeTime(out, used.get(id));
            out.writeValue(object);
        }
    }

    void restore(int id, StateReader in, long timeOfOthers) {
        long time = state.readTime(in, timeOfOthers);
        objects.set(id, KeyState.required(in.readValue()));
        if (state.expiry.isOn()) {
            used.set(id, time);
        }
        state.onKeyAdded(id);
        state.addEntries(1);
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        objects.weigh(footprint);
        used.weigh(footprint);
    }
}
