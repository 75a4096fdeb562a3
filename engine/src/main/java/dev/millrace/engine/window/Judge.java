package dev.millrace.engine.window;

import dev.millrace.engine.batch.Batch;

/**
 * The watermark that each row of a batch is judged against: that of the operator before the batch, or that of the row's own
 * split when it was read, whichever is later. The second makes answers independent of how rows were batched and how many
 * workers there are; see {@link Batch#splitWatermarks}.
 */
public final class Judge {

    private long watermark = Long.MIN_VALUE;
    private long leastTimestamp;
    private long greatestTimestamp;
    private boolean hasSplitWatermarks;
    private long[] splitWatermarks = new long[0];

    /** Makes one at the beginning of time. */
    public Judge() {}

    /** Looks at the batch that comes next. */
    public void look(Batch batch) {
        long[] timestamps = batch.timestamps;
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int row = 0; row < batch.size; row++) {
            least = Math.min(least, timestamps[row]);
            greatest = Math.max(greatest, timestamps[row]);
        }
        leastTimestamp = least;
        greatestTimestamp = greatest;
        hasSplitWatermarks = batch.hasSplitWatermarks;
        splitWatermarks = batch.splitWatermarks;
    }

    /** Whether any row may be behind. Most batches have none. */
    public boolean mayBeBehind() {
        return hasSplitWatermarks || leastTimestamp < watermark;
    }

    /** The watermark for a row. */
    public long of(int row) {
        return hasSplitWatermarks ? Math.max(watermark, splitWatermarks[row]) : watermark;
    }

    /** Least timestamp of the batch; before late rows were taken out of it. */
    long least() {
        return leastTimestamp;
    }

    /** Greatest timestamp of the batch. */
    long greatest() {
        return greatestTimestamp;
    }

    /** Time of the operator. */
    public long watermark() {
        return watermark;
    }

    /** Moves time on; never back. */
    public void advance(long newWatermark) {
        watermark = Math.max(watermark, newWatermark);
    }
}
