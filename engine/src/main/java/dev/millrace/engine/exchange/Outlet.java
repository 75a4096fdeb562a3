package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import java.util.List;

/**
 * Distributes the rows of one task over the lanes to the tasks of one consumer. Owned by the producer's thread.
 *
 * <p>A lane without room stops the whole outlet in the middle of a batch; the next {@link #offer} of the same batch goes
 * on where this one stopped. That keeps the order of rows and needs no memory of its own.
 */
public final class Outlet {

    /** After so many batches a lane is flushed although it is not full, so that time goes on where few rows go. */
    private static final int FLUSH_AFTER_BATCHES = 8;

    private final List<Lane> lanes;
    private final ShardMap shards;

    /** First row of the batch on offer that is not on a lane yet. */
    private int row;

    /** First lane that has not got the end yet. */
    private int endedLanes;

    private int batchesSinceFlush;

    /** Whether the last offer put anything on a lane. */
    private boolean hasMoved;

    /**
     * Makes one.
     *
     * @param lanes one to each task of the consumer; exactly one if rows are not divided by key
     * @param shards which lane a key takes
     */
    public Outlet(List<Lane> lanes, ShardMap shards) {
        this.lanes = List.copyOf(lanes);
        this.shards = shards;
    }

    /**
     * Copies the rows of a batch to the lanes, and then its signals.
     *
     * @param batch not changed; the same as in the last call if that returned false
     * @return false if a lane has no room; call again with the same batch
     */
    public boolean offer(Batch batch) {
        int rowBefore = row;
        boolean isDone = lanes.size() == 1 ? forward(batch) : scatter(batch);
        hasMoved = row > rowBefore;
        if (!isDone) {
            return false;
        }
        if (batch.isEnd) {
            return end(batch);
        }
        for (Lane lane : lanes) {
            lane.signal(batch);
        }
        row = 0;
        if (++batchesSinceFlush >= FLUSH_AFTER_BATCHES) {
            flush();
        }
        return true;
    }

    /** Whether the last {@link #offer} got anywhere, even if it did not get to the end. */
    public boolean hasMoved() {
        return hasMoved;
    }

    private boolean forward(Batch batch) {
        Lane lane = lanes.get(0);
        while (row < batch.size) {
            if (!lane.append(batch, row)) {
                return false;
            }
            row++;
        }
        return true;
    }

    private boolean scatter(Batch batch) {
        assert batch.isKeyed : "rows are divided by key";
        boolean hasHashes = batch.keyObjects.length > 0;
        while (row < batch.size) {
            long key = batch.keys[row];
            int lane = hasHashes ? shards.ownerOfHash(key) : shards.ownerOfLong(key);
            if (!lanes.get(lane).append(batch, row)) {
                return false;
            }
            row++;
        }
        return true;
    }

    private boolean end(Batch batch) {
        while (endedLanes < lanes.size()) {
            Lane lane = lanes.get(endedLanes);
            hasMoved |= lane.flush();
            if (!lane.end(batch)) {
                return false;
            }
            endedLanes++;
            hasMoved = true;
        }
        row = 0;
        return true;
    }

    /**
     * Sends what waits in half-filled batches as far as there is room; the rest goes with the next flush.
     *
     * @return true if something was sent
     */
    public boolean flush() {
        batchesSinceFlush = 0;
        boolean hasSent = false;
        for (Lane lane : lanes) {
            hasSent |= lane.flush();
        }
        return hasSent;
    }
}
