package dev.millrace.benchmarks;

/** Who answers a query. */
enum Side {
    /** The hand-written loop over records that exist as objects. */
    HAND,
    /** The hand-written loop with the making of records inlined into it. */
    FUSED,
    /** A Millrace job. */
    MILLRACE
}
