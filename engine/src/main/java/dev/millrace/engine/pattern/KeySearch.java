package dev.millrace.engine.pattern;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
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

    /** Adds all that is kept to an entry. */
    final void write(StateWriter out) {
        out.writeLong(moment);
        out.writeLong(rows);
        Collection<Row> kept = keptRows();
        out.writeInt(kept.size());
        for (Row row : kept) {
            out.writeLong(row.index);
            out.writeRow(row.timestamp, row.origin, row.value);
        }
        List<Attempt> open = openAttempts();
        out.writeInt(open.size());
        for (Attempt attempt : open) {
            attempt.write(out);
        }
        List<Row> aside = kept.stream().filter(row -> row.isSetAside).toList();
        // Nothing where there are none, as before rows could be set aside: old checkpoints have nothing here.
        if (!aside.isEmpty()) {
            out.writeInt(aside.size());
            aside.forEach(row -> out.writeLong(row.index));
        }
    }

    /**
     * Reads what {@link #write} added. The first call.
     *
     * @param serials tells rows apart
     */
    final void read(StateReader in, LongSupplier serials) {
        moment = in.readLong();
        rows = in.readLong();
        SortedMap<Long, Row> byIndex = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            long index = in.readLong();
            byIndex.put(index, new Row(serials.getAsLong(), index, in.readLong(), in.readOrigin(), in.readObject()));
        }
        List<Attempt> open = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            open.add(Attempt.read(searching, byIndex, in));
        }
        for (int left = in.hasMore() ? in.readInt() : 0; left > 0; left--) {
            long index = in.readLong();
            Row row = byIndex.get(index);
            if (row == null) {
                throw new CorruptDataException("row " + index + " was set aside and is not there");
            }
            row.isSetAside = true;
        }
        goOn(byIndex.values(), open);
    }

    /** A row that was read. */
    static Row row(Map<Long, Row> byIndex, long index) {
        Row row = byIndex.get(index);
        if (row == null) {
            throw new CorruptDataException("a pattern has taken row " + index + ", which is not there");
        }
        return row;
    }

    /** The rows that are kept, in order. */
    abstract Collection<Row> keptRows();

    /** The attempts that are not decided, in order. */
    abstract List<Attempt> openAttempts();

    /** Takes over such rows and attempts, for a search that has none. */
    abstract void goOn(Collection<Row> kept, List<Attempt> open);

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
