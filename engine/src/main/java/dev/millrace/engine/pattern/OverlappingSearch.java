package dev.millrace.engine.pattern;

import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Every row may start a match, so there is an attempt for each of them, and none waits for another. */
final class OverlappingSearch extends KeySearch {

    /** Those that are not decided, by start. */
    private ArrayDeque<Attempt> attempts = new ArrayDeque<>();

    OverlappingSearch(int id, Searching searching) {
        super(id, searching);
    }

    @Override
    void take(Row row) throws RecordFailure {
        List<Attempt> open = new ArrayList<>(attempts.size() + 1);
        long partialMatches = 0;
        for (Attempt attempt : attempts) {
            attempt.advance(row);
            partialMatches += settle(attempt, open);
        }
        partialMatches += settle(new Attempt(searching(), row), open);
        attempts = new ArrayDeque<>(open);
        searching().requireRoom(partialMatches, row);
    }

    private int settle(Attempt attempt, List<Attempt> open) {
        if (!attempt.isDecided()) {
            open.add(attempt);
            return attempt.size();
        }
        Taken match = attempt.match();
        if (match != null) {
            give(match);
        }
        attempt.close();
        return 0;
    }

    @Override
    void expire(long time) {
        while (!attempts.isEmpty() && attempts.peekFirst().deadline <= time) {
            Attempt attempt = attempts.removeFirst();
            moveTo(attempt.deadline - 1);
            decideAtEnd(attempt);
            attempt.close();
        }
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
        return attempts.isEmpty() ? Long.MAX_VALUE : attempts.getFirst().deadline;
    }

    @Override
    boolean isEmpty() {
        return attempts.isEmpty();
    }
}
