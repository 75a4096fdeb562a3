package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import java.time.Instant;

/**
 * A stretch of time whose records are aggregated together, for all keys: a tumbling window. A record belongs to exactly
 * one slice.
 */
final class Slice {

    final long start;
    final long end;
    final Instant startInstant;
    final Instant endInstant;
    final Accumulators accumulators;

    /** While a batch is grouped by slice: rows counted, then where the next of its rows goes. */
    int cursor;

    /** While a batch is grouped by slice: whether it has rows here. */
    boolean isTouched;

    Slice(long start, long end, Accumulators accumulators) {
        this.start = start;
        this.end = end;
        this.accumulators = accumulators;
        startInstant = Instant.ofEpochMilli(start);
        endInstant = Instant.ofEpochMilli(end);
    }

    boolean contains(long timestamp) {
        return timestamp >= start && timestamp < end;
    }
}
