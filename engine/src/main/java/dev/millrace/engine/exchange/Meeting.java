package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.Arrays;

/**
 * The sides of an operator with several inputs: the time of each, and which may be read. Owned by the consumer's thread.
 *
 * <p>A side that is behind in event time is read first, and one that is ahead of it by more than the lead waits: what the
 * operator keeps of the one for the other would grow without bound where one input is read faster, as in a replay. It
 * does not wait for a side that is idle or has ended, nor for one from which nothing will come until something happens
 * elsewhere. So a live input that is silent holds nobody up, and neither can two inputs of one source wait for each other.
 *
 * <p>Where the last side is read ahead, the others count as being where their rows are, not where their watermarks are, which are
 * behind by the disorder: else their rows would wait for the last side, however much of it could be read. By a batch more,
 * as far as the one before has gone, so that rows in order find it there when they come.
 *
 * <p>The idea is that of aligning the event time of splits; here it is done where streams meet, and by the operator that
 * needs it.
 */
final class Meeting {

    private final long leadMillisMax;
    private final boolean isLastAhead;

    /** By side. */
    private final WatermarkMerge[] times;

    /** By side: the time of its latest row. */
    private final long[] latest;

    /** By side: up to where its next rows may need the last side. */
    private final long[] needs;

    /** The sides, from the one that is most behind. */
    private final int[] order;

    private long leadMillis;

    Meeting(WatermarkMerge[] times, boolean isLastAhead, long leadMillisMax) {
        this.times = times;
        this.isLastAhead = isLastAhead;
        this.leadMillisMax = leadMillisMax;
        latest = new long[times.length];
        Arrays.fill(latest, Long.MIN_VALUE);
        needs = latest.clone();
        order = new int[times.length];
        for (int side = 0; side < order.length; side++) {
            order[side] = side;
        }
    }

    /** Sorts the sides by their time, those of one time in an order that takes turns. */
    int[] inOrder() {
        // Lists of two or three that hardly change: insertion.
        for (int i = 1; i < order.length; i++) {
            int side = order[i];
            int to = i;
            for (; to > 0 && position(order[to - 1]) > position(side); to--) {
                order[to] = order[to - 1];
            }
            order[to] = side;
        }
        return order;
    }

    /** How far others may go while this side is waited for. */
    long limit(int side) {
        long limit = watermark(side) + leadMillisMax;
        boolean isUnlimited = leadMillisMax == Long.MAX_VALUE || limit < watermark(side);
        return isUnlimited ? Long.MAX_VALUE : limit;
    }

    /** Whether others need not wait for a side, whatever is on its way. */
    boolean isOutOfIt(int side) {
        return times[side].areAllIdle() || times[side].haveAllEnded();
    }

    /** Whether the sources of a side have come to their known ends once. */
    boolean hasCaughtUp(int side) {
        return times[side].haveAllCaughtUp();
    }

    long watermark(int side) {
        return times[side].watermark();
    }

    /** Where a side is among the others. */
    private long position(int side) {
        return Math.max(watermark(side), Math.min(needs[side], limit(side)));
    }

    /** Looks at a batch from one side, and adds that side's time. */
    void receive(Batch batch, int side, int input) {
        times[side].update(input, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
        times[side].noteCaughtUp(input, batch.hasCaughtUp);
        if (isLastAhead && side != times.length - 1) {
            noteRows(batch, side);
        }
        writeHeader(batch, side);
        noteLead(side);
        giveWay(side);
    }

    private void noteRows(Batch batch, int side) {
        long before = latest[side];
        for (int row = 0; row < batch.size; row++) {
            latest[side] = Math.max(latest[side], batch.timestamps[row]);
        }
        if (batch.size > 0) {
            long step = before == Long.MIN_VALUE ? 0 : latest[side] - before;
            // The watermark of a side must be past a time for that to be complete.
            needs[side] = latest[side] + step + 1;
        }
    }

    /** Writes the time of one side into a header. */
    void writeHeader(Batch batch, int side) {
        batch.hasSideCaughtUp = times[side].haveAllCaughtUp();
        batch.side = side;
        batch.sideWatermark = times[side].watermark();
        batch.isSideIdle = times[side].areAllIdle();
    }

    private void noteLead(int ahead) {
        long watermark = watermark(ahead);
        for (int side = 0; side < times.length; side++) {
            boolean isMeasurable = watermark(side) != Long.MIN_VALUE && watermark != Long.MAX_VALUE;
            if (isMeasurable && !isOutOfIt(side) && watermark > watermark(side)) {
                leadMillis = Math.max(leadMillis, watermark - watermark(side));
            }
        }
    }

    /** Puts a side that has been read behind the others of its time. */
    private void giveWay(int side) {
        for (int i = 0; i + 1 < order.length; i++) {
            if (order[i] == side && position(order[i + 1]) == position(side)) {
                order[i] = order[i + 1];
                order[i + 1] = side;
            }
        }
    }

    /** The most that one side was ahead of another that it could have waited for. */
    long leadMillis() {
        return leadMillis;
    }
}
