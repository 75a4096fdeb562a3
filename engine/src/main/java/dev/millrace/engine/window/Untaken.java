package dev.millrace.engine.window;

import java.util.BitSet;

/** Rows of a batch that a kind of windows has not taken, for the ledger. */
final class Untaken {

    /** They belong to no window of this kind. */
    int outside;

    /** They do, but all of these windows have closed; another kind has taken them. */
    int closed;

    /** Rows of the batch, by index, that are late unless a kind takes them; which then takes them out of here. */
    final BitSet undecided = new BitSet();

    /** Before the next kind. */
    void clear() {
        outside = 0;
        closed = 0;
    }
}
