package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;

/** Fills the columns of keys in one loop over the rows. Run by {@link KeyOperator}. */
public interface KeyReader {

    /**
     * Reads the keys of some rows.
     *
     * @param batch has room for keys
     * @param from index of the first
     * @param to index behind the last; rows outside keep the keys that they have
     * @throws RecordFailure of the first row that has no key, with its index; the rows before it have theirs
     */
    void read(Batch batch, int from, int to) throws RecordFailure;
}
