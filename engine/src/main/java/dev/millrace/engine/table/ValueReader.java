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
     * @param into takes what was read of each row, perhaps null
     * @throws RecordFailure if the user's function refused a record
     */
    void read(Batch batch, @Nullable Object[] into) throws RecordFailure;
}
