package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.AfterMatch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.window.Times;

/**
 * What the searches of all keys share.
 *
 * @param program the automaton
 * @param conditions of its steps
 * @param rows counts who keeps rows
 * @param found takes what was found
 * @param afterMatch where a search goes on after a match
 * @param withinMillis time of a match; {@link Long#MAX_VALUE} if there is no bound
 * @param partialMatchesMax how many a key may have at once
 */
record Searching(
        PatternProgram program,
        Conditions conditions,
        KeptRows rows,
        Found found,
        AfterMatch afterMatch,
        long withinMillis,
        int partialMatchesMax) {

    /** When a match that starts with this row has run out of time. */
    long deadline(Row start) {
        // Before 1970 the sum would not be cut off.
        return withinMillis == Long.MAX_VALUE ? Long.MAX_VALUE : Times.plus(start.timestamp, withinMillis);
    }

    /** A search for one key. */
    KeySearch newSearch(int id) {
        return afterMatch.target() == AfterMatch.Target.NEXT
                ? new OverlappingSearch(id, this)
                : new SkippingSearch(id, this);
    }

    void requireRoom(long partialMatches, Row row) throws RecordFailure {
        if (partialMatches > partialMatchesMax) {
            throw new RecordFailure(
                    row.origin,
                    new IllegalStateException("the key of this record has " + partialMatches
                            + " partial matches at once, and at most " + partialMatchesMax
                            + " are allowed; say more with conditions, shorten within, use followedBy for followedByAny,"
                            + " or raise partialMatchesMax"));
        }
    }
}
