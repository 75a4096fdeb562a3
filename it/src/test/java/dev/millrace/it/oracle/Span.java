package dev.millrace.it.oracle;

/** One window in time. */
record Span(long start, long end) {

    boolean overlaps(Span other) {
        return start < other.end && other.start < end;
    }

    boolean contains(Span other) {
        return start <= other.start && other.end <= end;
    }
}
