package dev.millrace.engine.pattern;

import dev.millrace.engine.metrics.OperatorCounters;
import org.jspecify.annotations.Nullable;

/** Counts who keeps rows, so that the ledger knows those that nobody keeps any more: they have passed. */
final class KeptRows {

    private final OperatorCounters counters;
    private long size;

    KeptRows(OperatorCounters counters) {
        this.counters = counters;
    }

    /** One more keeps this row. */
    void keep(Row row) {
        if (row.holders++ == 0) {
            size++;
        }
    }

    /** One less keeps this row. */
    void release(Row row) {
        assert row.holders > 0 : "released too often";
        if (--row.holders == 0) {
            size--;
            counters.passed++;
        }
    }

    /** Takes a row, which keeps it and what was taken before; the caller holds the result. */
    Taken take(Row row, int step, @Nullable Taken before) {
        keep(row);
        if (before != null) {
            before.holders++;
        }
        Taken taken = new Taken(row, step, before);
        taken.holders = 1;
        return taken;
    }

    /** One less holds a row that was taken; what nobody holds is let go of, back to where others begin. */
    void release(@Nullable Taken held) {
        Taken taken = held;
        while (taken != null && --taken.holders == 0) {
            release(taken.row);
            taken = taken.before;
        }
    }

    /** The row at hand, which is kept, has failed. */
    void onFailed() {
        size--;
        counters.failed++;
    }

    /** How many rows are kept. */
    long size() {
        return size;
    }
}
