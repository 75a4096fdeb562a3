package dev.millrace.engine.process;

import dev.millrace.engine.batch.Batch;
import java.util.ArrayDeque;

/**
 * Rows on their way out by one port. They go into the batch as long as it has room; what one call gives beyond that waits for
 * the next batch. Owned by the task's thread.
 */
final class Exit {

    private record Row(Object value, long timestamp, long origin, long splitWatermark) {}

    private final Batch batch;
    private final ArrayDeque<Row> waiting = new ArrayDeque<>();

    Exit(int port, int batchCapacity) {
        batch = new Batch(batchCapacity);
        batch.port = port;
    }

    Batch batch() {
        return batch;
    }

    /**
     * Adds a row.
     *
     * @param splitWatermark that it is judged against further down; {@link Long#MIN_VALUE} if it does not matter
     */
    void add(Object value, long timestamp, long origin, long splitWatermark) {
        if (batch.isFull()) {
            waiting.add(new Row(value, timestamp, origin, splitWatermark));
        } else {
            append(value, timestamp, origin, splitWatermark);
        }
    }

    private void append(Object value, long timestamp, long origin, long splitWatermark) {
        if (splitWatermark != Long.MIN_VALUE || batch.hasSplitWatermarks) {
            batch.becomeSplitWatermarked();
            batch.splitWatermarks[batch.size] = splitWatermark;
        }
        int row = batch.size++;
        batch.values[row] = value;
        batch.timestamps[row] = timestamp;
        batch.origins[row] = origin;
    }

    /** Number of rows, to come back to with {@link #takeBackTo}. */
    int size() {
        return batch.size + waiting.size();
    }

    /** Takes back the last rows. */
    void takeBackTo(int size) {
        while (!waiting.isEmpty() && size() > size) {
            waiting.removeLast();
        }
        if (batch.size > size) {
            batch.truncate(size);
        }
    }

    boolean isFull() {
        return batch.isFull();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** The batch has gone; starts the next with what waits. */
    void begin() {
        batch.clear();
        while (!waiting.isEmpty() && !batch.isFull()) {
            Row row = waiting.remove();
            append(row.value, row.timestamp, row.origin, row.splitWatermark);
        }
    }
}
