package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;

/** Adds a column of numbers to blocks of cells: one loop over rows. */
public interface BlockLoop {

    /**
     * Adds.
     *
     * @param pages cells by page of slots
     * @param stride cells of one slot
     * @param slots by row
     * @param numbers by row
     * @param batch the rows, for their origins
     * @param from first row
     * @param to end of the rows
     * @throws RecordFailure if the user's fold refused a number
     */
    void update(long[][] pages, int stride, int[] slots, long[] numbers, Batch batch, int from, int to)
            throws RecordFailure;
}
