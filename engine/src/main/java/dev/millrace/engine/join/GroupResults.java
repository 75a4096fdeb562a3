package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.RecordFailure;

/** Makes results of groups, a batch at a time. */
interface GroupResults {

    /** A bit for each side without whose rows nothing comes of a group. Of a group without any rows nothing ever comes. */
    long needed();

    /**
     * Whether anything comes of a group.
     *
     * @param needed a bit for each side that must have rows
     * @param present a bit for each side that has
     */
    static boolean wants(long needed, long present) {
        return present != 0 && (present & needed) == needed;
    }

    /** Forgets the results before. */
    void clear();

    /**
     * Goes on with the results of a group, as far as there is room.
     *
     * @param group the same until this returns true
     * @param counters of the operator
     * @return true if all its results are there
     */
    boolean add(KeyGroup group, OperatorCounters counters) throws RecordFailure;

    /**
     * The results since they were cleared; the header is the caller's to set.
     *
     * @param counters of the operator
     */
    Batch batch(OperatorCounters counters) throws RecordFailure;
}
