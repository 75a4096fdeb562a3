package dev.millrace.engine.join;

import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rows that came too late to be joined, for whoever reads them: one port for each side. */
final class LateRows {

    /** By side; null if nobody reads them. */
    private final @Nullable Batch[] batches;

    /** The side whose turn it is to be given out. */
    private int turn;

    LateRows(boolean[] isRead, int batchCapacity) {
        batches = new @Nullable Batch[isRead.length];
        for (int side = 0; side < isRead.length; side++) {
            if (isRead[side]) {
                Batch batch = new Batch(batchCapacity);
                batch.port = Batch.LATE_PORT + side;
                batches[side] = batch;
            }
        }
    }

    /** Forgets the rows of the batch before. */
    void clear() {
        for (Batch batch : batches) {
            if (batch != null) {
                batch.clear();
            }
        }
        turn = 0;
    }

    /**
     * Adds a row.
     *
     * @param from the batch that it came in
     * @param row its index there
     * @param watermark that it was judged against
     */
    @SuppressWarnings("NullAway") // rows below size are set
    void add(Batch from, int row, long watermark) {
        Batch batch = batches[from.side];
        if (batch == null) {
            return;
        }
        Instant time = Instant.ofEpochMilli(from.timestamps[row]);
        int to = batch.size++;
        batch.timestamps[to] = from.timestamps[row];
        batch.origins[to] = from.origins[row];
        batch.values[to] = new LateRecord<>(
                from.values[row], time, new Window(time, time.plusMillis(1)), Instant.ofEpochMilli(watermark));
    }

    /** The next batch to be given out, with the header of the one that came; null if there is none. */
    @Nullable
    Batch next(Batch from) {
        while (turn < batches.length) {
            Batch batch = batches[turn++];
            if (batch != null) {
                batch.copyHeader(from);
                return batch;
            }
        }
        return null;
    }
}
