package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;

/** Reads one number out of each record of a batch: one loop over its rows. */
public interface NumberLoop {

    /**
     * Reads.
     *
     * @param batch any number of rows, perhaps none
     * @param into takes the numbers, by row; a double as its raw bits
     * @throws RecordFailure if the user's function refused a record
     */
    void read(Batch batch, long[] into) throws RecordFailure;
}
