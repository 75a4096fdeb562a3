package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import java.util.Arrays;
import java.util.List;

/**
 * Distributes the rows of one task over the lanes to the tasks of one consumer. Owned by the producer's thread.
 *
 * <p>The rows of a batch are first listed by lane, unless each gets all of them, and then copied to each lane a column at a time. A lane
 * without room stops where it is; the next {@link #offer} of the same batch goes on there. The order of rows on each lane is that of the batch.
 */
public final class Outlet {

    /** After so many batches a lane is flushed although it is not full, so that time goes on where few rows go. */
    private static final int FLUSH_AFTER_BATCHES = 8;

    /** An array, as an iterator would be an object for each batch where the compiler leaves it in. */
    private final Lane[] lanes;

    private final ShardMap shards;
    private final boolean isWatched;

    /** Whether each lane gets all rows. */
    private final boolean isWhole;

    /** By lane: the rows of the batch on offer that go there; nothing if all do. */
    private final int[][] rowsOfLane;

    /** By lane: how many these are. */
    private final int[] counts;

    /** By lane: how many of them are on it. */
    private final int[] done;

    /** Whether the batch on offer has been listed. */
    private boolean isListed;

    /** First lane that has not got the end yet. */
    private int endedLanes;

    /** Whether all rows are on their lanes, and the end is to follow. */
    private boolean isEnding;

    /** First lane that has not got the barrier on offer yet. */
    private int barredLanes;

    /** Whether a barrier is on offer. */
    private boolean isBarring;

    private int batchesSinceFlush;

    /** Whether the last offer put anything on a lane. */
    private boolean hasMoved;

    /**
     * Makes one.
     *
     * @param lanes one to each task of the consumer; exactly one if a task sends to one
     * @param routing which lanes a row takes
     * @param shards which lane a key takes
     * @param isWatched whether an operator further down asks if something is on its way
     */
    public Outlet(List<Lane> lanes, Routing routing, ShardMap shards, boolean isWatched) {
        this.lanes = lanes.toArray(Lane[]::new);
        this.shards = shards;
        this.isWatched = isWatched;
        isWhole = lanes.size() == 1 || routing == Routing.BROADCAST;
        rowsOfLane = new int[lanes.size()][0];
        counts = new int[lanes.size()];
        done = new int[lanes.size()];
    }

    /**
     * Copies the rows of a batch to the lanes, and then its signals.
     *
     * @param batch not changed; the same as in the last call if that returned false
     * @return false if a lane has no room; call again with the same batch
     */
    public boolean offer(Batch batch) {
        if (!isListed) {
            list(batch);
            isListed = true;
        }
        hasMoved = false;
        boolean isDone = true;
        for (int lane = 0; lane < done.length; lane++) {
            int added = lanes[lane].append(batch, isWhole ? null : rowsOfLane[lane], done[lane], counts[lane]);
            done[lane] += added;
            hasMoved |= added > 0;
            isDone &= done[lane] == counts[lane];
        }
        if (!isDone) {
            return false;
        }
        if (batch.isEnd) {
            return end(batch);
        }
        for (Lane lane : lanes) {
            lane.signal(batch);
        }
        isListed = false;
        if (++batchesSinceFlush >= FLUSH_AFTER_BATCHES) {
            flush();
        }
        return true;
    }

    /** Whether the last offer got anywhere, even if it did not get to the end. */
    public boolean hasMoved() {
        return hasMoved;
    }

    /** Lists the rows by lane. */
    private void list(Batch batch) {
        Arrays.fill(done, 0);
        if (isWhole) {
            Arrays.fill(counts, batch.size);
            return;
        }
        Arrays.fill(counts, 0);
        for (int lane = 0; lane < counts.length; lane++) {
            if (rowsOfLane[lane].length < batch.size) {
                rowsOfLane[lane] = new int[batch.capacity()];
            }
        }
        assert batch.size == 0 || batch.isKeyed : "rows are divided by key";
        boolean hasHashes = batch.keyObjects.length > 0;
        for (int row = 0; row < batch.size; row++) {
            long key = batch.keys[row];
            int lane = hasHashes ? shards.ownerOfHash(key) : shards.ownerOfLong(key);
            rowsOfLane[lane][counts[lane]++] = row;
        }
    }

    private boolean end(Batch batch) {
        isEnding = true;
        while (endedLanes < lanes.length) {
            Lane lane = lanes[endedLanes];
            hasMoved |= lane.flush();
            if (!lane.end(batch)) {
                return false;
            }
            endedLanes++;
            hasMoved = true;
        }
        isListed = false;
        return true;
    }

    /**
     * Marks on every lane that an epoch ends behind what was offered so far.
     *
     * @param epoch its number; the same as in the last call if that returned false
     * @return false if a lane has no room; call again with the same number
     */
    public boolean offerBarrier(long epoch) {
        hasMoved = false;
        isBarring = true;
        while (barredLanes < lanes.length) {
            if (!lanes[barredLanes].barrier(epoch)) {
                return false;
            }
            barredLanes++;
            hasMoved = true;
        }
        barredLanes = 0;
        isBarring = false;
        return true;
    }

    /** Whether all lanes have got the end. */
    public boolean hasEnded() {
        return endedLanes == lanes.length;
    }

    /** Whether an operator further down asks if something is on its way. */
    public boolean isWatched() {
        return isWatched;
    }

    /** Tells the consumers whether nothing will come until something happens outside or further down. */
    public void setQuiet(boolean isQuiet) {
        for (Lane lane : lanes) {
            lane.setQuiet(isQuiet);
        }
    }

    /**
     * Tells the consumers that nothing will come until others have made room, but not those others: they get more as soon as
     * they have.
     *
     * @return true if that is new to any of them
     */
    public boolean setQuietWhereThereIsRoom() {
        boolean isNew = false;
        for (int lane = 0; lane < done.length; lane++) {
            isNew |= lanes[lane].setQuiet(!isFull(lane));
        }
        return isNew;
    }

    /** Whether the batch on offer waits for room on a lane. */
    private boolean isFull(int lane) {
        return isListed && (done[lane] < counts[lane] || isEnding && lane == endedLanes)
                || isBarring && lane == barredLanes;
    }

    /** Whether the consumers have taken all rows that were sent. */
    public boolean isEmpty() {
        for (Lane lane : lanes) {
            if (lane.queued() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Tells what its lanes keep in memory. */
    public void weigh(Footprint footprint) {
        for (Lane lane : lanes) {
            lane.weigh(footprint);
        }
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
