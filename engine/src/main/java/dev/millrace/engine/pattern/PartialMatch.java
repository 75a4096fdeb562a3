package dev.millrace.engine.pattern;

/**
 * One way in which a start may become a match.
 *
 * @param state what it waits for
 * @param count rows that the step has taken already for which it waits
 * @param last the last row taken, holding those before
 */
record PartialMatch(State state, int count, Taken last) {

    boolean isDone() {
        return state.isDone();
    }

    /** Whether a row is the one next to the last that was taken. */
    boolean isNext(Row row) {
        return row.index == last.row.index + 1;
    }
}
