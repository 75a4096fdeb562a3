package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The searches of all keys. A search that keeps a row holds the id of its key; one that keeps none is forgotten. */
final class KeySearches {

    /** At a capture. */
    private static final String LIST = "searches";

    /** Of a search, with its lists. */
    private static final int SEARCH_BYTES = 120;

    /** Of a row, and of its being taken by a partial match. */
    private static final int ROW_BYTES = 120;

    private final KeyTable keys = new KeyTable();

    /** For each search whose attempts run out of time, not later than the first of them. */
    private final TimerWheel timers = new TimerWheel();

    private final KeptRows rows;
    private final Found found;
    private final Searching searching;

    /** By id. */
    private @Nullable KeySearch[] searches = new @Nullable KeySearch[16];

    /** By id; told before a search goes on. */
    private final ChangedRows changed = new ChangedRows();

    private int size;
    private long serials;
    private boolean isAnyForgotten;

    /** What readers have been told. */
    private long sentWatermark = Long.MIN_VALUE;

    KeySearches(
            Pattern<?> pattern, KeyKind keyKind, boolean isTimedOutRead, Failures failures, OperatorCounters counters) {
        PatternProgram program = new PatternProgram(pattern);
        rows = new KeptRows(counters);
        found = new Found(program, keys, keyKind, isTimedOutRead);
        Duration within = pattern.within();
        searching = new Searching(
                program,
                new Conditions(program, failures, counters),
                rows,
                found,
                pattern.afterMatch(),
                within == null ? Long.MAX_VALUE : within.toMillis(),
                pattern.partialMatchesMax());
    }

    KeyTable keys() {
        return keys;
    }

    KeptRows rows() {
        return rows;
    }

    Found found() {
        return found;
    }

    /** Number of keys that have one. */
    int size() {
        return size;
    }

    /** Takes the next row of a key. */
    void accept(int id, long timestamp, long origin, Object value) throws RecordFailure {
        changed.add(id);
        KeySearch search = findOrAdd(id);
        search.accept(serials++, timestamp, origin, value);
        goOn(id, search);
    }

    private KeySearch findOrAdd(int id) {
        if (id >= searches.length) {
            searches = Arrays.copyOf(searches, Math.max(id + 1, searches.length * 2));
        }
        KeySearch search = searches[id];
        if (search == null) {
            search = searching.newSearch(id);
            searches[id] = search;
            size++;
            keys.retain(id);
        }
        return search;
    }

    /** Writes an entry for each search. */
    void capture(StateWriter out) {
        out.rows(LIST);
        changed.capture(out, 0, searches.length, this::write);
    }

    private void write(int id, StateWriter out) {
        KeySearch search = id < searches.length ? searches[id] : null;
        if (search != null) {
            out.entry(keys, id);
            search.write(out);
        }
    }

    /** Takes in what was written. */
    void restore(StateReader in) {
        while (in.next(LIST)) {
            int id = in.id(keys);
            KeySearch search = findOrAdd(id);
            search.read(in, () -> serials++);
            goOn(id, search);
        }
    }

    /** Gives each key that has partial matches, and these. */
    void show(BiConsumer<Object, Object> visitor) {
        for (int id = 0; id < searches.length; id++) {
            KeySearch search = searches[id];
            List<PartialMatch> partials = search == null
                    ? List.of()
                    : search.openAttempts().stream()
                            .flatMap(attempt -> attempt.partials().stream())
                            .toList();
            if (!partials.isEmpty()) {
                visitor.accept(found.key(id), partials.stream().map(found::show).toList());
            }
        }
    }

    /** Adds the ids of keys that may have attempts whose time is over. */
    void advance(long watermark, IntQueue dueIds) {
        timers.advance(watermark, dueIds::add);
    }

    /** Decides the attempts of such a key. */
    void expire(int id, long watermark) throws RecordFailure {
        changed.add(id);
        KeySearch search = searches[id];
        assert search != null : "a timer without a search";
        search.expire(watermark);
        goOn(id, search);
    }

    /** The input is over: decides what the rows of a key are. */
    void end(int id) throws RecordFailure {
        KeySearch search = id < searches.length ? searches[id] : null;
        if (search != null) {
            changed.add(id);
            search.end(sentWatermark);
            goOn(id, search);
        }
    }

    private void goOn(int id, KeySearch search) {
        if (search.isEmpty()) {
            searches[id] = null;
            size--;
            timers.cancel(id);
            keys.release(id);
            isAnyForgotten = true;
        } else if (search.deadline() < Long.MAX_VALUE && !timers.isFiled(id)) {
            // A timer that is filed is early at most, since deadlines only become later.
            timers.file(id, search.deadline());
        }
    }

    /** Everything up to a header has been sent. */
    void onSent(long watermark) {
        sentWatermark = watermark;
        if (isAnyForgotten) {
            keys.onWindowClosed();
            isAnyForgotten = false;
        }
    }

    /** Whether the watermark alone may bring results. */
    boolean hasDeadlines() {
        return timers.size() > 0;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        keys.weigh(footprint);
        timers.weigh(footprint);
        changed.weigh(footprint);
        footprint.references(searches);
        footprint.objects(size, SEARCH_BYTES);
        footprint.objects(rows.size(), ROW_BYTES);
        footprint.objects(rows.size(), this::valueNear);
    }

    /** Value of a row that is kept: the first one of the next key that has some. */
    private @Nullable Object valueNear(long place) {
        int from = (int) (place % searches.length);
        for (int i = 0; i < searches.length; i++) {
            KeySearch search = searches[(from + i) % searches.length];
            if (search != null) {
                List<Attempt> open = search.openAttempts();
                return open.isEmpty() ? null : open.get(0).start.value;
            }
        }
        return null;
    }
}
