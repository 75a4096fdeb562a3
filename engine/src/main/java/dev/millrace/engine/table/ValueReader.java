package dev.millrace.engine.table;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import org.jspecify.annotations.Nullable;

/** Reads something from each row: one loop over its rows. One class for each kind of function, as with other loops. */
public interface ValueReader {

    /**
     * Reads.
     *
     * @param batch the rows
     * @param from index of the first row to read
     * @param into takes what was read of each row, perhaps null
     * @throws RecordFailure of the first row that the user's function refuses, with its index; the rows before it are read
     */
    void read(Batch batch, int from, @Nullable Object[] into) throws RecordFailure;

    /**
     * Reads all rows but those that are refused.
     *
     * @param batch the rows
     * @param into takes what was read of each row, perhaps null
     * @param refused takes the others, and throws if the job cannot go on without one
     * @throws RecordFailure whatever {@code refused} throws
     */
    default void readAll(Batch batch, @Nullable Object[] into, Refused refused) throws RecordFailure {
        for (int from = 0; from < batch.size; ) {
            try {
                read(batch, from, into);
                return;
            } catch (RecordFailure failure) {
                refused.accept(failure);
                into[failure.row()] = null;
                from = failure.row() + 1;
            }
        }
    }

    /** Takes rows that were not read. */
    @FunctionalInterface
    interface Refused {

        /**
         * A row was not read.
         *
         * @param failure has its index
         * @throws RecordFailure if the job cannot go on without it
         */
        void accept(RecordFailure failure) throws RecordFailure;
    }
}
