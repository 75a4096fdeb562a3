package dev.millrace.engine.join;

import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.Judge;
import java.time.Instant;

/** The late rows of one side of a join, if anybody reads them. */
final class LateSide {

    private final boolean isRead;
    private final boolean isTeller;
    private final Batch rows;
    private boolean isOut;

    /**
     * Makes one without rows.
     *
     * @param side which
     * @param isRead whether anybody reads them
     * @param isTeller whether rows are to be given; if not, only the headers are
     * @param batchCapacity rows in a batch
     */
    LateSide(int side, boolean isRead, boolean isTeller, int batchCapacity) {
        this.isRead = isRead;
        this.isTeller = isTeller;
        rows = new Batch(isRead ? batchCapacity : 0);
        rows.port = Batch.LATE_PORT + side;
    }

    /** Makes a late record of a row. Its window is the millisecond that it was to be joined at. */
    @SuppressWarnings("NullAway") // rows below size are set
    void add(Batch batch, int row, Judge judge) {
        if (!isRead || !isTeller) {
            return;
        }
        long timestamp = batch.timestamps[row];
        Instant time = Instant.ofEpochMilli(timestamp);
        int to = rows.size++;
        rows.timestamps[to] = timestamp;
        rows.origins[to] = batch.origins[row];
        rows.values[to] = new LateRecord<>(
                batch.values[row], time, new Window(time, time.plusMillis(1)), Instant.ofEpochMilli(judge.of(row)));
    }

    /** Whether there is something to give out, a header at least, for the batch at hand. */
    boolean isDue() {
        return isRead && !isOut;
    }

    /** Gives the rows, and the header of the batch that they came by. */
    Batch give(Batch from) {
        isOut = true;
        rows.copyHeader(from);
        return rows;
    }

    /** Forgets the rows, when the batch has been used. */
    void clear() {
        rows.clear();
        isOut = false;
    }
}
