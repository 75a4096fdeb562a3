package dev.millrace.engine.time;

import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rows that came too late, for whoever reads them: one output for each side of an operator. Each batch that comes gives one on
 * each output that is read, if only with the header, since whoever reads it must see time move.
 */
public final class LateRows {

    /** By side; null if nobody reads them. */
    private final @Nullable Batch[] batches;

    /** The side whose turn it is to be given out. */
    private int turn;

    /**
     * Makes one without rows for an operator with several sides.
     *
     * @param isRead by side: whether anybody reads its late rows
     * @param batchCapacity rows in a batch
     */
    public LateRows(boolean[] isRead, int batchCapacity) {
        batches = new @Nullable Batch[isRead.length];
        for (int side = 0; side < isRead.length; side++) {
            if (isRead[side]) {
                Batch batch = new Batch(batchCapacity);
                batch.port = Batch.LATE_PORT + side;
                batches[side] = batch;
            }
        }
    }

    /**
     * Makes one without rows for an operator with one side.
     *
     * @param isRead whether anybody reads late rows
     * @param batchCapacity rows in a batch
     */
    public LateRows(boolean isRead, int batchCapacity) {
        this(new boolean[] {isRead}, batchCapacity);
    }

    /**
     * Whether anybody reads the late rows of the side that a batch is of.
     *
     * @param from the batch
     */
    public boolean areRead(Batch from) {
        return batches[from.side] != null;
    }

    /**
     * Adds a row that had no window, unless nobody reads it: it missed the millisecond that it is of.
     *
     * @param from the batch that it came in
     * @param row its index there
     * @param watermark that it was judged against
     */
    public void add(Batch from, int row, long watermark) {
        if (areRead(from)) {
            Instant time = Instant.ofEpochMilli(from.timestamps[row]);
            add(from, row, new Window(time, time.plusMillis(1)), watermark);
        }
    }

    /**
     * Adds a row, unless nobody reads it.
     *
     * @param from the batch that it came in
     * @param row its index there
     * @param window that it missed, the last to close if there are several
     * @param watermark that it was judged against
     */
    @SuppressWarnings("NullAway") // rows below size are set
    public void add(Batch from, int row, Window window, long watermark) {
        Batch batch = batches[from.side];
        if (batch == null) {
            return;
        }
        int to = batch.size++;
        batch.timestamps[to] = from.timestamps[row];
        batch.origins[to] = from.origins[row];
        batch.values[to] = new LateRecord<>(
                from.values[row], Instant.ofEpochMilli(from.timestamps[row]), window, Instant.ofEpochMilli(watermark));
    }

    /**
     * The batch whose turn it is to be given out, with the header of the one that came.
     *
     * @param from the batch that came
     * @return null if all have been
     */
    public @Nullable Batch next(Batch from) {
        while (turn < batches.length) {
            Batch batch = batches[turn++];
            if (batch != null) {
                batch.copyHeader(from);
                return batch;
            }
        }
        return null;
    }

    /** Forgets the rows of a batch, before the next one comes. */
    public void clear() {
        for (Batch batch : batches) {
            if (batch != null) {
                batch.clear();
            }
        }
        turn = 0;
    }
}
