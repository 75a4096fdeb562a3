package dev.millrace.engine.pattern;

import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every row may start a match, so there is an attempt for each of them, and none waits for another. */
final class OverlappingSearch extends KeySearch {

    /** Those that are not decided, by start. */
    private final List<Attempt> attempts = new ArrayList<>();

    OverlappingSearch(int id, Searching searching) {
        super(id, searching);
    }

    @Override
    void take(Row row) throws RecordFailure {
        int open = 0;
        long partialMatches = 0;
        for (Attempt attempt : attempts) {
            attempt.advance(row);
            if (!isSettled(attempt)) {
                partialMatches += attempt.size();
                attempts.set(open++, attempt);
            }
        }
        attempts.subList(open, attempts.size()).clear();
        Attempt started = new Attempt(searching(), row);
        if (!isSettled(started)) {
            partialMatches += started.size();
            attempts.add(started);
        }
        searching().requireRoom(partialMatches, row);
    }

    /** Gives the match of an attempt that is decided. */
    private boolean isSettled(Attempt attempt) {
        if (!attempt.isDecided()) {
            return false;
        }
        Taken match = attempt.match();
        if (match != null) {
            give(match);
        }
        attempt.close();
        return true;
    }

    @Override
    void expire(long time) {
        int over = 0;
        while (over < attempts.size() && attempts.get(over).deadline <= time) {
            Attempt attempt = attempts.get(over++);
            moveTo(attempt.deadline - 1);
            decideAtEnd(attempt);
            attempt.close();
        }
        attempts.subList(0, over).clear();
    }

    @Override
    void end(long time) {
        moveTo(time);
        for (Attempt attempt : attempts) {
            decideAtEnd(attempt);
            attempt.close();
        }
        attempts.clear();
    }

    @Override
    long deadline() {
        return attempts.isEmpty() ? Long.MAX_VALUE : attempts.get(0).deadline;
    }

    @Override
    Collection<Row> keptRows() {
        SortedMap<Long, Row> byIndex = new TreeMap<>();
        attempts.forEach(attempt -> attempt.taken().addRowsTo(byIndex));
        return byIndex.values();
    }

    @Override
    List<Attempt> openAttempts() {
        return attempts;
    }

    @Override
    void goOn(Collection<Row> kept, List<Attempt> open) {
        attempts.addAll(open);
    }

    @Override
    boolean isEmpty() {
        return attempts.isEmpty();
    }
}
