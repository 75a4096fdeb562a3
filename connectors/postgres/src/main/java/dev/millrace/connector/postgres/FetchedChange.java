package dev.millrace.connector.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A change that waits to be decoded, or that there was none up to a place.
 *
 * @param kind of the change; null if there is none, but a new position
 * @param keyed has the key; null for a truncation
 * @param row what the row is now; null if it is gone
 * @param position behind it
 * @param millis when it was committed, or the snapshot taken
 */
record FetchedChange(
        PostgresChange.@Nullable Kind kind,
        @Nullable Tuple keyed,
        @Nullable Tuple row,
        ChangesPosition position,
        long millis) {

    static FetchedChange none(ChangesPosition position) {
        return new FetchedChange(null, null, null, position, 0);
    }

    /** Roughly what it takes in memory. */
    int bytes() {
        return 200 + (row != null ? row.bytes() : keyed != null ? keyed.bytes() : 0);
    }
}
