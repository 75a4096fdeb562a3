package dev.millrace.benchmarks.query;

/**
 * For what a thread writes with every record: keeps its fields a cache line and its prefetched neighbour away from
 * whatever lies before it in memory, which may be the same thing of another thread. A superclass's fields come first.
 */
public abstract class OwnLine {

    // Only in the way.
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    /** For subclasses. */
    protected OwnLine() {}
}
