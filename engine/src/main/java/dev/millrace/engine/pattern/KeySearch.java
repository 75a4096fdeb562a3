package dev.millrace.engine.pattern;

import dev.millrace.engine.operator.RecordFailure;
import org.jspecify.annotations.Nullable;

/**
 * The search in the rows of one key, which come in order. It has a time, the event time of what it gives: that of the row at hand,
 * or the end of an attempt's time; never back.
 */
abstract class KeySearch {

    private final int id;
    private final Searching searching;
    private long moment = Long.MIN_VALUE;
    private long rows;

    KeySearch(int id, Searching searching) {
        this.id = id;
        this.searching = searching;
    }

    final Searching searching() {
        return searching;
    }

    /** Goes on with the next row. If that fails, the row is kept. */
    final void accept(long serial, long timestamp, long origin, Object value) throws RecordFailure {
        Row row = new Row(serial, rows++, timestamp, origin, value);
        searching.rows().keep(row);
        expire(timestamp);
        moveTo(timestamp);
        take(row);
        searching.rows().release(row);
    }

    /** Takes a row, which is kept meanwhile, and before whose time nothing is left to expire. */
    abstract void take(Row row) throws RecordFailure;

    /** Decides attempts whose time is over. */
    abstract void expire(long time) throws RecordFailure;

    /** Decides what there is, since the input is over. */
    abstract void end(long time) throws RecordFailure;

    /** When the time of an attempt is over next; {@link Long#MAX_VALUE} if there is none. */
    abstract long deadline();

    /** Whether nothing is kept. */
    abstract boolean isEmpty();

    final void moveTo(long time) {
        moment = Math.max(moment, time);
    }

    final void give(Taken match) {
        searching.found().match(id, match, moment);
    }

    /** An attempt is over, as no row can come any more that it could take; returns its match. */
    final @Nullable Taken decideAtEnd(Attempt attempt) {
        Taken match = attempt.matchAtEnd();
        Taken preferred = attempt.preferred();
        if (match != null) {
            give(match);
        } else if (preferred != null) {
            searching.found().timedOut(id, preferred, moment);
        }
        return match;
    }
}
