package dev.millrace.engine.operator;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FloodException;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.engine.batch.Batch;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Collects the rows that an operator could not process, on their way out by {@link Batch#FAILED_PORT}. Only made where
 * they are set aside; without it the first failure fails the job.
 */
public final class FailedRows {

    private final String operator;
    private final Origins origins;
    private final FloodGauge flood;
    private final Batch batch;

    /** What one step has set aside beyond a batch, as a search in rows that were kept may. */
    private final ArrayDeque<Row> waiting = new ArrayDeque<>();

    private record Row(FailedRecord<Object> failed, long timestamp, long origin) {}

    /**
     * Makes an empty one.
     *
     * @param operator name of the operator
     * @param origins says where rows came from
     * @param flood knows how many may fail
     * @param batchCapacity rows in a batch
     */
    public FailedRows(String operator, Origins origins, FloodGauge flood, int batchCapacity) {
        this.operator = operator;
        this.origins = origins;
        this.flood = flood;
        batch = new Batch(batchCapacity);
        batch.port = Batch.FAILED_PORT;
    }

    /**
     * Adds a row, which the operator has counted as failed.
     *
     * @param record the record
     * @param timestamp its event time
     * @param origin where it came from
     * @param cause why it failed
     * @param index the how manieth record of this task it is
     * @throws RecordFailure if it is one too many
     */
    public void add(Object record, long timestamp, long origin, Throwable cause, long index) throws RecordFailure {
        try {
            flood.onFailure(index, cause);
        } catch (FloodException tooMany) {
            throw new RecordFailure(origin, tooMany);
        }
        RecordOrigin located = origin == RecordFailure.NO_ORIGIN ? null : origins.locate(origin);
        Row row = new Row(
                FailedRecord.of(record, Instant.ofEpochMilli(timestamp), operator, located, cause), timestamp, origin);
        if (batch.isFull()) {
            waiting.add(row);
        } else {
            add(row);
        }
    }

    private void add(Row row) {
        int to = batch.size++;
        batch.timestamps[to] = row.timestamp();
        batch.origins[to] = row.origin();
        batch.values[to] = row.failed();
    }

    /** The rows that were given have gone; those for which there was no room are next. Time is where it was. */
    void forgetGiven() {
        batch.clear();
        for (Row row = waiting.poll(); row != null; row = batch.isFull() ? null : waiting.poll()) {
            add(row);
        }
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
