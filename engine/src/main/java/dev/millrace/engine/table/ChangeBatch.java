package dev.millrace.engine.table;

import dev.millrace.api.table.Change;
import dev.millrace.engine.batch.Batch;
import org.jspecify.annotations.Nullable;

/** Changes on their way out: at most one for each row that came in. Owned by one thread. */
public final class ChangeBatch {

    private final Batch batch;

    ChangeBatch(int capacity) {
        batch = new Batch(capacity);
    }

    void clear() {
        batch.clear();
    }

    /**
     * Adds a change.
     *
     * @param change null for none
     * @param timestamp its event time
     * @param origin of the row that caused it
     */
    public void add(@Nullable Change<Object, Object> change, long timestamp, long origin) {
        if (change != null) {
            int to = batch.size++;
            batch.values[to] = change;
            batch.timestamps[to] = timestamp;
            batch.origins[to] = origin;
        }
    }

    /** All changes, behind which the header of another batch stands. */
    Batch withHeader(Batch from) {
        batch.copyHeader(from);
        return batch;
    }
}
