package dev.millrace.engine.store.v1;

/** First bytes of payloads of a snapshot; those of a log are others. */
final class Kind {

    static final int SNAPSHOT_HEADER = 4;
    static final int ROWS = 5;
    static final int SNAPSHOT_FOOTER = 6;

    static final int MARKS = 7;

    // Of changes in a write.

    static final int DELETION = 0;
    static final int PUT = 1;
    static final int MARK = 2;

    /** Of headers. */
    static final int FORMAT = 1;

    private Kind() {}
}
