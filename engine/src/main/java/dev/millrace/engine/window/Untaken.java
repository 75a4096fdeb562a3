package dev.millrace.engine.window;

/** Rows of a batch that a kind of windows has not taken, for the ledger. */
final class Untaken {

    /** They belong to no window of this kind. */
    int outside;

    /** They do, but all of these windows have closed; another kind has taken them. */
    int closed;

    void clear() {
        outside = 0;
        closed = 0;
    }
}
