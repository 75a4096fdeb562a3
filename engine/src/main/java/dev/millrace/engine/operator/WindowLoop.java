package dev.millrace.engine.operator;

import dev.millrace.api.window.AssignedWindows;
import dev.millrace.engine.batch.Batch;

/** Asks for the windows of rows: one loop over its rows. */
public interface WindowLoop {

    /** Takes the windows of one row after another. */
    interface Rows extends AssignedWindows.Collector {

        /** What is added from now on belongs to this row. */
        void startRow(int row, long timestamp);
    }

    /**
     * Asks.
     *
     * @param batch the rows
     * @param from first row
     * @param to end of the rows
     * @param into takes their windows
     * @throws RecordFailure if the user's function refused a record
     */
    void run(Batch batch, int from, int to, Rows into) throws RecordFailure;
}
