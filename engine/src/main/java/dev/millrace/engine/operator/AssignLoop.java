package dev.millrace.engine.operator;

import dev.millrace.api.window.AssignedWindows;
import dev.millrace.engine.batch.Batch;

/** Asks an {@link AssignedWindows}. */
public final class AssignLoop implements WindowLoop {

    private final AssignedWindows<Object> windows;

    /**
     * Makes one.
     *
     * @param windows chooses
     */
    public AssignLoop(AssignedWindows<Object> windows) {
        this.windows = windows;
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, int from, int to, Rows into) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                long timestamp = batch.timestamps[row];
                into.startRow(row, timestamp);
                windows.assign(batch.values[row], timestamp, into);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }
}
