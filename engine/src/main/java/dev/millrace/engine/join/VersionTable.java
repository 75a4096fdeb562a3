package dev.millrace.engine.join;

import dev.millrace.api.view.RowVersion;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the rows of a table, by the ids of their keys. Owned by the task's thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A table with system-versioned rows, as in temporal databases (Snodgrass, Developing Time-Oriented Database Applications in
 * SQL, 1999): a version is valid from its time up to that of the next one. The newest version of a row lies in columns by
 * id, since most records ask for it: that is one comparison. What is older is in a {@link History} that only rows have that
 * changed lately; a binary search finds the version there.
 *
 * <p><b>What is forgotten.</b> {@link #prune} is told a time before which nobody will ask. Of the versions up to it all go
 * but the newest of each row, which is still valid. A deletion goes, too, and so does a version that would be too old for
 * anybody. A row that nobody asks for is found by a timer, at most one for each id, which is filed for the time of its second
 * oldest version: each version costs O(1), and no prune looks at rows that have nothing to lose.
 *
 * <p>A deletion or a row that is too old may only go once the watermark of the table has passed it, or a version from before it
 * that comes later would be taken for the newest. So the time of a prune is never past that watermark.
 */
final class VersionTable {

    /** The value of a version from whose time on the row does not exist. */
    static final Object ABSENT = new Object();

    /** The age of a version that is never too old. */
    static final long ANY_AGE = Long.MAX_VALUE;

    /** In place of an origin: of two versions of one time the one that is added last stays. */
    static final long LAST = Long.MAX_VALUE;

    /** At a capture: an entry for each row, with all of its versions. */
    private static final String LIST = "histories";

    /** At captures of before: an entry for each version, those of a row from the oldest on. */
    private static final String FORMER_LIST = "versions";

    private static final long NEVER = Long.MAX_VALUE;

    private final KeyTable keys;
    private final boolean keepsHistory;
    private final long maxAgeMillis;
    private final TimerWheel timers = new TimerWheel();

    /** Of the rows in captures, so that those of a table that is given up are gone. */
    private final int group;

    /** By id; told before versions come or go. */
    private final ChangedRows changed;

    private final IntQueue due = new IntQueue();
    private final History.SearchCost cost = new History.SearchCost();

    /** By id, in pages: the time of its newest version. */
    private long[][] newestTimes = new long[0][];

    /** By id, in pages: the origin of its newest version. */
    private long[][] newestOrigins = new long[0][];

    /** By id, in pages: the value of its newest version; null if it has none. */
    private @Nullable Object[][] newestValues = new @Nullable Object[0][];

    /** By id, in pages: what is older; null if nothing is. */
    private @Nullable History[][] histories = new @Nullable History[0][];

    private long prunedUpTo = Long.MIN_VALUE;
    private long size;

    /** Pages of histories that are not empty. */
    private int historyPages;

    /**
     * Makes an empty one.
     *
     * @param keys gives ids; those with versions are retained there
     * @param keepsHistory whether anybody will ask for other versions than the newest
     * @param maxAgeMillis how much older a version may be than the time that is asked for, {@link #ANY_AGE} for no bound
     */
    VersionTable(KeyTable keys, boolean keepsHistory, long maxAgeMillis) {
        this(keys, keepsHistory, maxAgeMillis, 0, new ChangedRows());
    }

    private VersionTable(KeyTable keys, boolean keepsHistory, long maxAgeMillis, int group, ChangedRows changed) {
        this.keys = keys;
        this.keepsHistory = keepsHistory;
        this.maxAgeMillis = maxAgeMillis;
        this.group = group;
        this.changed = changed;
    }

    /**
     * Makes an empty one that takes the place of this, which is not to be used any more.
     *
     * @param newKeys gives ids
     */
    VersionTable successor(KeyTable newKeys) {
        changed.writeAllPending();
        return new VersionTable(newKeys, keepsHistory, maxAgeMillis, group + 1, new ChangedRows(changed.isOn()));
    }

    /** Number of versions, deletions included. */
    long size() {
        return size;
    }

    /** Time of the newest version of an id; {@link Long#MIN_VALUE} if it has none. */
    long newestTime(int id) {
        return hasPage(id) && newestValue(id) != null ? newestTimes[page(id)][place(id)] : Long.MIN_VALUE;
    }

    private static int page(int id) {
        return id >> KeyTable.PAGE_SHIFT;
    }

    private static int place(int id) {
        return id & KeyTable.PAGE_MASK;
    }

    private boolean hasPage(int id) {
        return page(id) < newestValues.length;
    }

    private @Nullable Object newestValue(int id) {
        return newestValues[page(id)][place(id)];
    }

    /**
     * Adds a version.
     *
     * @param id of its key
     * @param time from which it is valid
     * @param origin decides between two of the same time: the greater one stays, the later one if they are equal
     * @param value or {@link #ABSENT}
     */
    void add(int id, long time, long origin, Object value) {
        changed.add(id);
        makePage(id);
        int page = page(id);
        int place = place(id);
        Object newest = newestValues[page][place];
        long newestTime = newestTimes[page][place];
        if (newest == null) {
            keys.retain(id);
            size++;
        } else if (time < newestTime) {
            addOlder(id, time, origin, value);
            return;
        } else if (time == newestTime) {
            if (origin < newestOrigins[page][place]) {
                return;
            }
        } else if (keepsHistory && time > prunedUpTo) {
            // Somebody may still ask for a time between the two.
            history(id).add(newestTime, newestOrigins[page][place], newest, cost);
            size++;
        }
        newestTimes[page][place] = time;
        newestOrigins[page][place] = origin;
        newestValues[page][place] = value;
        pruneHistory(id);
        file(id);
    }

    private void addOlder(int id, long time, long origin, Object value) {
        if (keepsHistory) {
            size += history(id).add(time, origin, value, cost) ? 1 : 0;
            file(id);
        }
    }

    private void makePage(int id) {
        int pages = newestValues.length;
        if (page(id) < pages) {
            return;
        }
        int more = page(id) + 1;
        newestTimes = Arrays.copyOf(newestTimes, more);
        newestOrigins = Arrays.copyOf(newestOrigins, more);
        newestValues = Arrays.copyOf(newestValues, more);
        histories = Arrays.copyOf(histories, more);
        for (int page = pages; page < more; page++) {
            newestTimes[page] = new long[KeyTable.PAGE_IDS];
            newestOrigins[page] = new long[KeyTable.PAGE_IDS];
            newestValues[page] = new @Nullable Object[KeyTable.PAGE_IDS];
            histories[page] = new @Nullable History[0];
        }
    }

    private @Nullable History historyOrNull(int id) {
        @Nullable History[] page = histories[page(id)];
        return page.length == 0 ? null : page[place(id)];
    }

    private History history(int id) {
        if (histories[page(id)].length == 0) {
            histories[page(id)] = new @Nullable History[KeyTable.PAGE_IDS];
            historyPages++;
        }
        History history = histories[page(id)][place(id)];
        if (history == null) {
            history = new History();
            histories[page(id)][place(id)] = history;
        }
        return history;
    }

    /** What was asked for, and what was found: columns, so that many are looked for at once. */
    static final class Found {

        /** Null if there is none, or it is a deletion or too old. */
        final @Nullable Object[] values;

        /** The times from which they are valid. */
        final long[] since;

        /** Those that are not the newest of their row. */
        private final int[] older;

        private int used;

        Found(int capacity) {
            values = new @Nullable Object[capacity];
            since = new long[capacity];
            older = new int[capacity];
        }

        /** Lets go of all values. */
        void clear() {
            Arrays.fill(values, 0, used, null);
            used = 0;
        }
    }

    /**
     * Finds the versions of some ids that are valid at some times; the newest ones if there is no history.
     *
     * <p>In passes, so that what one needs of memory is on its way while others are looked for: whether a row asks for the newest
     * version of its key, no processor can guess, and a wrong guess would have it wait for that row.
     *
     * @param ids of keys, with or without versions
     * @param times for which to find
     * @param from index of the first in both
     * @param to index after the last
     * @param found takes the answers, from 0 on
     */
    void find(int[] ids, long[] times, int from, int to, Found found) {
        found.used = Math.max(found.used, to - from);
        int older = 0;
        for (int i = from; i < to; i++) {
            int id = ids[i];
            Object newest = hasPage(id) ? newestValue(id) : null;
            long since = newest == null ? Long.MIN_VALUE : newestTimes[page(id)][place(id)];
            found.values[i - from] = newest;
            found.since[i - from] = since;
            found.older[older] = i;
            older += times[i] < since ? 1 : 0;
        }
        if (keepsHistory) {
            for (int i = 0; i < older; i++) {
                int at = found.older[i];
                findOlder(ids[at], times[at], at - from, found);
            }
        }
        for (int i = from; i < to; i++) {
            if (found.values[i - from] == ABSENT || isTooOld(found.since[i - from], times[i])) {
                found.values[i - from] = null;
            }
        }
    }

    private void findOlder(int id, long time, int at, Found found) {
        History history = historyOrNull(id);
        int place = history == null ? -1 : history.floor(time, cost);
        if (history == null || place < 0) {
            found.values[at] = null;
        } else {
            found.values[at] = history.value(place);
            found.since[at] = history.time(place);
        }
    }

    private boolean isTooOld(long since, long time) {
        return maxAgeMillis != ANY_AGE && expiry(since) <= time;
    }

    /** The first time for which a version is too old. */
    private long expiry(long since) {
        long last = since + maxAgeMillis;
        return last < since || last == Long.MAX_VALUE ? NEVER : last + 1;
    }

    /**
     * Forgets what nobody will ask for.
     *
     * @param time before which nobody asks, and no version will come
     * @param rowsMax how many rows to look at; the others are looked at in later calls
     */
    void prune(long time, int rowsMax) {
        if (time > prunedUpTo) {
            prunedUpTo = time;
            timers.advance(time, due::add);
        }
        for (int looks = 0; looks < rowsMax && !due.isEmpty(); looks++) {
            int id = due.first();
            due.removeFirst();
            if (newestValue(id) != null) {
                pruneRow(id);
            }
        }
    }

    private void pruneRow(int id) {
        changed.add(id);
        pruneHistory(id);
        if (historyOrNull(id) == null && isNewestOver(id)) {
            newestValues[page(id)][place(id)] = null;
            timers.cancel(id);
            keys.release(id);
            size--;
        } else {
            file(id);
        }
    }

    /** Forgets versions that were followed by another one before anybody can ask. */
    private void pruneHistory(int id) {
        History history = historyOrNull(id);
        if (history == null) {
            return;
        }
        int count = 0;
        while (count < history.size() && nextTime(history, count, id) <= prunedUpTo) {
            count++;
        }
        history.removeOldest(count);
        size -= count;
        if (history.size() == 0) {
            histories[page(id)][place(id)] = null;
        }
    }

    /** Time of the version after one in a history. */
    private long nextTime(History history, int place, int id) {
        return place + 1 < history.size() ? history.time(place + 1) : newestTimes[page(id)][place(id)];
    }

    private boolean isNewestOver(int id) {
        long time = newestTimes[page(id)][place(id)];
        return newestValue(id) == ABSENT ? time <= prunedUpTo : isOver(time);
    }

    private boolean isOver(long time) {
        return keepsHistory && isTooOld(time, prunedUpTo);
    }

    /** Files when there will be something to forget, unless an earlier time is filed. */
    private void file(int id) {
        long time = timeToPrune(id);
        if (time != NEVER && (!timers.isFiled(id) || time < timers.deadline(id))) {
            timers.file(id, time);
        }
    }

    private long timeToPrune(int id) {
        History history = historyOrNull(id);
        if (history != null) {
            return nextTime(history, 0, id);
        }
        long newestTime = newestTimes[page(id)][place(id)];
        if (newestValue(id) == ABSENT) {
            return newestTime;
        }
        return keepsHistory && maxAgeMillis != ANY_AGE ? expiry(newestTime) : NEVER;
    }

    /**
     * Writes an entry for each row that has versions.
     *
     * @param isForAll whether all tasks have all versions, those that they still need: each then takes in what any of them had
     */
    void capture(boolean isForAll, StateWriter out) {
        out.rows(LIST, group);
        changed.capture(out, group, keys.idEnd(), (id, entries) -> write(isForAll, id, entries));
    }

    private void write(boolean isForAll, int id, StateWriter out) {
        if (!hasPage(id) || newestValue(id) == null) {
            return;
        }
        if (isForAll) {
            out.entryForAll();
            out.writeLong(keys.key(id));
            out.writeValue(keys.keyObjectOrNull(id));
        } else {
            out.entry(keys, id);
        }
        History history = historyOrNull(id);
        for (int place = 0; history != null && place < history.size(); place++) {
            write(history.time(place), history.origin(place), history.value(place), out);
        }
        write(newestTimes[page(id)][place(id)], newestOrigins[page(id)][place(id)], newestValue(id), out);
    }

    private static void write(long time, long origin, @Nullable Object value, StateWriter out) {
        out.writeLong(time);
        out.writeValue(value == ABSENT ? null : value);
        out.writeBoolean(origin != LAST);
        if (origin != LAST) {
            out.writeOrigin(origin);
        }
    }

    /** All versions of an id, the oldest first. */
    List<RowVersion<Object>> show(int id) {
        List<RowVersion<Object>> shown = new ArrayList<>();
        if (hasPage(id) && newestValue(id) != null) {
            History history = historyOrNull(id);
            for (int place = 0; history != null && place < history.size(); place++) {
                shown.add(version(history.time(place), history.value(place)));
            }
            shown.add(version(newestTimes[page(id)][place(id)], newestValue(id)));
        }
        return List.copyOf(shown);
    }

    private static RowVersion<Object> version(long time, @Nullable Object value) {
        return new RowVersion<>(Instant.ofEpochMilli(time), value == ABSENT ? null : value);
    }

    /** Takes in what was written. */
    void restore(boolean isForAll, StateReader in) {
        while (in.next(LIST)) {
            int id = readId(isForAll, in);
            while (in.hasMore()) {
                add(id, in.readLong(), in.readValue(), in.readBoolean() ? in.readOrigin() : LAST);
            }
        }
        while (in.next(FORMER_LIST)) {
            int id = readId(isForAll, in);
            add(id, in.readLong(), in.readValue(), in.hasMore() ? in.readOrigin() : LAST);
        }
    }

    private int readId(boolean isForAll, StateReader in) {
        return isForAll ? keys.idOf(in.readLong(), in.readValue()) : in.id(keys);
    }

    private void add(int id, long time, @Nullable Object value, long origin) {
        add(id, time, origin, value == null ? ABSENT : value);
    }

    /** Times that were compared with in histories so far: what the test of the cost looks at. */
    long probes() {
        return cost.probes;
    }

    /** Tells what it keeps in memory, without the table of keys. */
    void weigh(Footprint footprint) {
        timers.weigh(footprint);
        changed.weigh(footprint);
        due.weigh(footprint);
        int pages = newestValues.length;
        footprint.references(newestTimes);
        footprint.references(newestOrigins);
        footprint.longPages(2L * pages, KeyTable.PAGE_IDS);
        footprint.references(newestValues);
        footprint.references(histories);
        footprint.referencePages(pages + (long) historyPages, KeyTable.PAGE_IDS);
        long places = (long) pages << KeyTable.PAGE_SHIFT;
        footprint.objects(places, id -> newestValue((int) id));
        footprint.objects(historyPages == 0 ? 0 : places, id -> historyOrNull((int) id));
    }
}
