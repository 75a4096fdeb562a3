package dev.millrace.engine.operator;

/** How the keys of a stream are kept. Decided by the planner. */
public enum KeyKind {
    /** As longs; given to the user as {@link Long}. */
    LONG,
    /** As longs; given to the user as {@link Integer}. */
    INT,
    /** As objects with their stable hashes. */
    OBJECT
}
