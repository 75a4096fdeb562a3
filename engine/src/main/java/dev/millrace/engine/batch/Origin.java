package dev.millrace.engine.batch;

import dev.millrace.api.connector.RecordCollector;

/**
 * Where a row came from, packed into a long whose order is (split, position): the order in which ties of event time are
 * broken, and what an error message names.
 *
 * <pre>
 * 0 | split ordinal, 20 bits | position in the split, 43 bits     a record of a source
 * 1 | stable hash of the key, 63 bits                             a result of an operator
 * </pre>
 *
 * <p>A result has the hash of its key, not a running number, so that its place among ties does not depend on which
 * worker computed it.
 */
public final class Origin {

    private static final int POSITION_BITS = 43;

    private Origin() {}

    /** Packs the origin of a source's record. */
    public static long ofRecord(int splitOrdinal, long position) {
        assert position >= 0 && position <= RecordCollector.POSITION_MAX : position;
        return (long) splitOrdinal << POSITION_BITS | position;
    }

    /** Packs the origin of an operator's result. */
    public static long ofResult(long keyHash) {
        return keyHash | Long.MIN_VALUE;
    }

    /** Whether this is a source's record. */
    public static boolean isRecord(long origin) {
        return origin >= 0;
    }

    /** Which split of its source, for a record. */
    public static int splitOrdinal(long origin) {
        return (int) (origin >>> POSITION_BITS);
    }

    /** Where in its split, for a record. */
    public static long position(long origin) {
        return origin & RecordCollector.POSITION_MAX;
    }
}
