package dev.millrace.benchmarks.query;

/** In which form bids come, and what is around the query. */
public enum Form {
    /** As objects or columns that are computed from their number. */
    RECORDS,
    /** With strings for keys. */
    NAMED,
    /** As JSON lines in files; results are JSON lines in a file as well. */
    JSON_LINES,
    /** Pushed by the program, one by one, through a job without threads. */
    PUSHED,
    /** As {@link #RECORDS}, while 20 other pipelines are alive in the process. */
    CROWDED,
    /** As {@link #RECORDS}, and {@link Reserves} beside them. */
    JOINED
}
