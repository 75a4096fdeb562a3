package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;

/** Fills the columns of keys in one loop over the rows. Run by {@link KeyOperator}. */
public interface KeyReader {

    /**
     * Reads the keys of some rows.
     *
     * @param batch has room for keys
     * @param firstRow index of the first; those before it keep the keys that they have
     * @throws RecordFailure of the first row that has no key, with its index; the rows before it have theirs
     */
    void read(Batch batch, int firstRow) throws RecordFailure;
}
