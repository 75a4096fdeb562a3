package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.AfterMatch;
import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the search goes on depends on the match that was found, so there is one attempt at a time, and rows from its start on are
 * kept for those that follow.
 */
final class SkippingSearch extends KeySearch {

    /** The row that the attempt has started with; null if no row is kept. */
    private @Nullable Row first;

    private @Nullable Row last;

    /** Null only while no row is kept. */
    private @Nullable Attempt attempt;

    SkippingSearch(int id, Searching searching) {
        super(id, searching);
    }

    @Override
    void take(Row row) throws RecordFailure {
        keep(row);
        Attempt current = attempt;
        if (current != null) {
            advance(current, row);
            if (current.isDecided()) {
                settle(current);
            }
        }
        search();
    }

    private void keep(Row row) {
        searching().rows().keep(row);
        if (last == null) {
            first = row;
        } else {
            last.next = row;
        }
        last = row;
    }

    private void advance(Attempt current, Row row) throws RecordFailure {
        current.advance(row);
        searching().requireRoom(current.size(), row);
    }

    /** Goes on until an attempt is open, or no row is left. */
    private void search() throws RecordFailure {
        while (attempt == null && first != null) {
            Attempt current = new Attempt(searching(), first);
            Row row = first.next;
            while (row != null && !current.isDecided() && row.timestamp < current.deadline) {
                advance(current, row);
                row = row.next;
            }
            if (current.isDecided()) {
                settle(current);
            } else if (row != null) {
                settleAtEnd(current);
            } else {
                attempt = current;
            }
        }
    }

    private void settle(Attempt decided) {
        Taken match = decided.match();
        if (match != null) {
            give(match);
        }
        goOn(decided, match);
    }

    private void settleAtEnd(Attempt undecided) {
        goOn(undecided, decideAtEnd(undecided));
    }

    /** Lets go of an attempt, and of the rows before the next start. */
    private void goOn(Attempt done, @Nullable Taken match) {
        attempt = null;
        Row start = done.start;
        Row next = match == null ? start.next : nextStart(start, match);
        done.close();
        Row row = start;
        while (row != null && row != next) {
            Row behind = row.next;
            searching().rows().release(row);
            row = behind;
        }
        first = row;
        last = first == null ? null : last;
    }

    private @Nullable Row nextStart(Row start, Taken match) {
        AfterMatch afterMatch = searching().afterMatch();
        Row target = switch (afterMatch.target()) {
            case PAST_LAST -> match.row.next;
            case NEXT -> start.next;
            case FIRST -> first(match, searching().program().takingStep(afterMatch.step()), start);
            case LAST -> last(match, searching().program().takingStep(afterMatch.step()), start);
        };
        return target == start ? start.next : target;
    }

    private static Row first(Taken match, int step, Row otherwise) {
        Row found = otherwise;
        for (Taken taken = match; taken != null; taken = taken.before) {
            found = taken.step == step ? taken.row : found;
        }
        return found;
    }

    private static Row last(Taken match, int step, Row otherwise) {
        for (Taken taken = match; taken != null; taken = taken.before) {
            if (taken.step == step) {
                return taken.row;
            }
        }
        return otherwise;
    }

    @Override
    void expire(long time) throws RecordFailure {
        Attempt current = attempt;
        while (current != null && current.deadline <= time) {
            moveTo(current.deadline - 1);
            settleAtEnd(current);
            search();
            current = attempt;
        }
    }

    @Override
    void end(long time) throws RecordFailure {
        moveTo(time);
        Attempt current = attempt;
        while (current != null) {
            settleAtEnd(current);
            search();
            current = attempt;
        }
    }

    @Override
    long deadline() {
        return attempt == null ? Long.MAX_VALUE : attempt.deadline;
    }

    @Override
    Collection<Row> keptRows() {
        List<Row> rows = new ArrayList<>();
        for (Row row = first; row != null; row = row.next) {
            rows.add(row);
        }
        return rows;
    }

    @Override
    List<Attempt> openAttempts() {
        return attempt == null ? List.of() : List.of(attempt);
    }

    @Override
    void goOn(Collection<Row> kept, List<Attempt> open) {
        kept.forEach(this::keep);
        attempt = open.isEmpty() ? null : open.get(0);
    }

    @Override
    boolean isEmpty() {
        return first == null;
    }
}
