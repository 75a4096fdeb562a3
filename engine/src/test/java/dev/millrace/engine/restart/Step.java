package dev.millrace.engine.restart;

import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Shard;
import java.util.List;

/**
 * A batch before it is divided by key, and the time behind it.
 *
 * @param rows on one side
 * @param header what follows them
 * @param isBroadcast whether all tasks get all rows
 */
public record Step(List<Row> rows, Header header, boolean isBroadcast) {

    /** Makes one whose rows are divided. */
    public Step(List<Row> rows, Header header) {
        this(rows, header, false);
    }

    /** No watermark of a split. */
    public static final long NONE = Long.MIN_VALUE;

    /**
     * A row.
     *
     * @param key a number as {@link Long}, or an object
     * @param splitWatermark that it was behind; {@link #NONE} if it was not
     */
    public record Row(Object key, long timestamp, long origin, Object value, long splitWatermark) {

        private long hash() {
            return StableHash.of(key);
        }

        int task(int tasks) {
            return (key instanceof Long number ? Shard.ofLong(number) : Shard.ofHash(hash())) % tasks;
        }

        private void appendTo(Batch batch) {
            int row = batch.size;
            batch.becomeKeyed(!(key instanceof Long));
            if (splitWatermark != NONE) {
                batch.becomeSplitWatermarked();
            }
            if (batch.hasSplitWatermarks) {
                batch.splitWatermarks[row] = splitWatermark;
            }
            if (key instanceof Long number) {
                batch.keys[row] = number;
            } else {
                batch.keys[row] = hash();
                batch.keyObjects[row] = key;
            }
            batch.timestamps[row] = timestamp;
            batch.origins[row] = origin;
            batch.values[row] = value;
            batch.size++;
        }
    }

    /** Time behind a batch: that of its side, and that of all. */
    public record Header(
            int side, long watermark, long sideWatermark, boolean isSideIdle, boolean hasCaughtUp, boolean isEnd) {

        void writeTo(Batch batch) {
            batch.side = side;
            batch.watermark = watermark;
            batch.sideWatermark = sideWatermark;
            batch.isSideIdle = isSideIdle;
            batch.hasSideCaughtUp = hasCaughtUp;
            batch.isEnd = isEnd;
        }
    }

    /** The same for all tasks. */
    public Step broadcast() {
        return new Step(rows, header, true);
    }

    /** What one of some tasks gets of it. */
    public Batch of(int task, int tasks) {
        Batch batch = new Batch(rows.size());
        for (Row row : rows) {
            if (isBroadcast || row.task(tasks) == task) {
                row.appendTo(batch);
            }
        }
        header.writeTo(batch);
        return batch;
    }

    /** The same without rows. */
    Batch empty() {
        Batch batch = new Batch(0);
        header.writeTo(batch);
        return batch;
    }
}
