package dev.millrace.engine.operator;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.engine.batch.Batch;
import java.time.Instant;

/**
 * Collects the rows that an operator could not process, on their way out by {@link Batch#FAILED_PORT}. Only made where
 * somebody reads them; without it the first failure fails the job.
 */
public final class FailedRows {

    private final String operator;
    private final Origins origins;
    private final Batch batch;

    /**
     * Makes an empty one.
     *
     * @param operator name of the operator
     * @param origins says where rows came from
     * @param batchCapacity rows in a batch
     */
    public FailedRows(String operator, Origins origins, int batchCapacity) {
        this.operator = operator;
        this.origins = origins;
        batch = new Batch(batchCapacity);
        batch.port = Batch.FAILED_PORT;
    }

    /**
     * Adds a row.
     *
     * @param record the record
     * @param timestamp its event time
     * @param origin where it came from
     * @param cause why it failed
     */
    public void add(Object record, long timestamp, long origin, Throwable cause) {
        int row = batch.size++;
        batch.timestamps[row] = timestamp;
        batch.origins[row] = origin;
        batch.values[row] =
                FailedRecord.of(record, Instant.ofEpochMilli(timestamp), operator, origins.describe(origin), cause);
    }

    /** Whether there is no room for another row. */
    public boolean isFull() {
        return batch.isFull();
    }

    /** The rows so far. Whoever sends them sets the header, and clears them when they have gone. */
    public Batch batch() {
        return batch;
    }
}
