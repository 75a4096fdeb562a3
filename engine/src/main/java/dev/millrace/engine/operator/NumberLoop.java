package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;

/** Reads one number out of each record of a batch: one loop over its rows. */
public interface NumberLoop {

    /**
     * Reads.
     *
     * @param batch any number of rows, perhaps none
     * @param from index of the first row to read; the numbers of those before it stay as they are
     * @param into takes the numbers, by row; a double as its raw bits
     * @throws RecordFailure of the first row that the user's function refuses, with its index; the rows before it are read
     */
    void read(Batch batch, int from, long[] into) throws RecordFailure;
}
