package dev.millrace.engine.pattern;

import org.jspecify.annotations.Nullable;

/**
 * A row that a step has taken, and what was taken before it. Partial matches that begin alike share their beginnings: together
 * they are a tree that grows at its leaves (the shared match buffer of SASE+, Agrawal, Diao, Gyllstrom, Immerman, SIGMOD 2008).
 */
final class Taken {

    final Row row;
    final int step;
    final @Nullable Taken before;

    /** Partial matches that end here, and rows taken next; see {@link KeptRows}. */
    int holders;

    Taken(Row row, int step, @Nullable Taken before) {
        this.row = row;
        this.step = step;
        this.before = before;
    }

    /** The first row of all. */
    Row first() {
        Taken taken = this;
        while (taken.before != null) {
            taken = taken.before;
        }
        return taken.row;
    }
}
