package dev.millrace.engine.flight;

import java.util.List;

/**
 * What was read of one split.
 *
 * @param source name of the source
 * @param id of the split, empty for what was pushed
 * @param isBounded whether the split has an end
 * @param hasEnded whether it had come to it
 * @param forgotten how many records were read before these that nobody has kept
 * @param rows the last ones, in the order in which they were read
 */
public record FlightSplit(
        String source, String id, boolean isBounded, boolean hasEnded, long forgotten, List<FlightRow> rows) {

    /** Copies. */
    public FlightSplit {
        rows = List.copyOf(rows);
    }
}
