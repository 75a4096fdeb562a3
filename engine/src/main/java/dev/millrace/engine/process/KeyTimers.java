package dev.millrace.engine.process;

import dev.millrace.api.process.Timers;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The timers of one kind, of all keys of a task; at the same time what the user gets, since there is one key at hand at a
 * time. Owned by the task's thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Only the first timer of an id is filed in the wheel. The wheel tells which ids are due, but not in the order that is
 * promised: so these wait in {@link DueTimers}, and when one has fired, the next of its id goes there, too, or back to the
 * wheel. A call changes the timers of its own id alone; {@link #settle} does what follows when it has returned. What is due
 * by then may change while it waits, by a call of the other kind for the same key: an entry that is not the first timer of
 * its id any more means nothing.
 *
 * <p>An id that has a timer is held in the table of keys.
 */
final class KeyTimers implements Timers {

    private static final long NONE = LongsById.NONE;

    private final String name;
    private final KeyAtHand at;

    /** By id: its first timer. */
    private final LongsById first = new LongsById();

    /** By id: the others, where there are any. */
    private final ObjectsById<SortedTimes> others = new ObjectsById<>();

    private final TimerWheel wheel = new TimerWheel();
    private final DueTimers due = new DueTimers();
    private final ChangedRows changed = new ChangedRows();

    /** Whether one that a call sets for a time that has come fires without time moving on; else calls could go on for ever. */
    private final boolean isDueAtOnce;

    private long nowMillis = Long.MIN_VALUE;
    private long size;

    /** Whether the timers of the key at hand have changed. */
    private boolean isChanged;

    /** Whether the call at hand has set one for a time that had come. */
    private boolean isAnySetForPast;

    KeyTimers(String name, boolean isDueAtOnce, KeyAtHand at) {
        this.name = name;
        this.isDueAtOnce = isDueAtOnce;
        this.at = at;
    }

    private int id() {
        int id = at.id(name + " timers");
        changed.add(id);
        return id;
    }

    @Override
    public void setMillis(long epochMillis) {
        // The first millisecond of time stands for no timer; for who waits for it, the next is as good.
        long time = Math.max(epochMillis, NONE + 1);
        add(id(), time);
        isChanged = true;
        isAnySetForPast |= time <= nowMillis;
    }

    private void add(int id, long time) {
        long earliest = first.get(id);
        if (earliest == NONE) {
            first.set(id, time);
            at.keys.retain(id);
            size++;
        } else if (time < earliest) {
            first.set(id, time);
            addOther(id, earliest);
        } else if (time > earliest) {
            addOther(id, time);
        }
    }

    private void addOther(int id, long time) {
        SortedTimes times = others.get(id);
        if (times == null) {
            times = new SortedTimes();
            others.set(id, times);
        }
        size += times.add(time) ? 1 : 0;
    }

    @Override
    public void deleteMillis(long epochMillis) {
        int id = id();
        if (epochMillis == first.get(id) && epochMillis != NONE) {
            removeFirst(id);
        } else {
            SortedTimes times = others.get(id);
            if (times != null && times.remove(epochMillis)) {
                size--;
                forgetIfEmpty(id, times);
            }
        }
        isChanged = true;
    }

    private void removeFirst(int id) {
        size--;
        SortedTimes times = others.get(id);
        if (times == null) {
            first.set(id, NONE);
            at.keys.release(id);
        } else {
            first.set(id, times.removeFirst());
            forgetIfEmpty(id, times);
        }
    }

    private void forgetIfEmpty(int id, SortedTimes times) {
        if (times.size() == 0) {
            others.set(id, null);
        }
    }

    @Override
    public void deleteAll() {
        int id = id();
        if (first.get(id) != NONE) {
            SortedTimes times = others.get(id);
            size -= 1 + (times == null ? 0 : times.size());
            first.set(id, NONE);
            others.set(id, null);
            at.keys.release(id);
            isChanged = true;
        }
    }

    @Override
    public boolean isSet(Instant time) {
        int id = id();
        long millis = time.toEpochMilli();
        SortedTimes times = others.get(id);
        return first.get(id) == millis && millis != NONE || times != null && times.contains(millis);
    }

    /** A call for an id has returned. */
    void settle(int id) {
        if (isChanged) {
            isChanged = false;
            file(id);
            isAnySetForPast = false;
        }
    }

    /** Puts the first timer of an id where it belongs. */
    private void file(int id) {
        long time = first.get(id);
        if (time == NONE) {
            wheel.cancel(id);
        } else if (time <= nowMillis && (isDueAtOnce || !isAnySetForPast)) {
            wheel.cancel(id);
            due.add(time, at.keys.key(id), id);
        } else {
            wheel.file(id, time);
        }
    }

    /** Moves time on; what that makes due is to be taken with {@link #next}. */
    void advance(long toMillis) {
        if (toMillis > nowMillis) {
            nowMillis = toMillis;
            if (wheel.size() > 0) {
                wheel.advance(toMillis, this::onDue);
            }
        }
    }

    private void onDue(int id) {
        due.add(first.get(id), at.keys.key(id), id);
    }

    boolean hasDue() {
        while (!due.isEmpty() && due.firstTime() != first.get(due.firstId())) {
            due.removeFirst();
        }
        return !due.isEmpty();
    }

    /** The id whose turn it is. There must be one; {@link #fire} follows. */
    int next() {
        return due.firstId();
    }

    /** Takes away the timer that was found by {@link #next}, and gives its time. */
    long fire(int id) {
        due.removeFirst();
        long time = first.get(id);
        changed.add(id);
        removeFirst(id);
        isChanged = true;
        return time;
    }

    long size() {
        return size;
    }

    void capture(StateWriter out) {
        out.rows(listName());
        changed.capture(out, 0, at.keys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        if (first.get(id) != NONE) {
            out.entry(at.keys, id);
            out.writeLong(first.get(id));
            SortedTimes times = others.get(id);
            for (int i = 0; times != null && i < times.size(); i++) {
                out.writeLong(times.get(i));
            }
        }
    }

    /** All of an id, the earliest first. */
    List<Instant> ofId(int id) {
        List<Instant> all = new ArrayList<>();
        if (first.get(id) != NONE) {
            all.add(Instant.ofEpochMilli(first.get(id)));
            SortedTimes times = others.get(id);
            for (int i = 0; times != null && i < times.size(); i++) {
                all.add(Instant.ofEpochMilli(times.get(i)));
            }
        }
        return all;
    }

    void restore(StateReader in) {
        while (in.next(listName())) {
            int id = in.id(at.keys);
            while (in.hasMore()) {
                add(id, in.readLong());
            }
            file(id);
        }
    }

    private String listName() {
        return "timers." + name;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        first.weigh(footprint);
        others.weigh(footprint);
        wheel.weigh(footprint);
        due.weigh(footprint);
        changed.weigh(footprint);
    }
}
