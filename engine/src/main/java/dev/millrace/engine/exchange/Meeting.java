package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.WatermarkMerge;

/**
 * The sides of an operator with several inputs: the time of each, and which may be read. Owned by the consumer's thread.
 *
 * <p>A side that is behind in event time is read first, and one that is ahead of it by more than the lead waits: what the
 * operator keeps of the one for the other would grow without bound where one input is read faster, as in a replay. It
 * does not wait for a side that is idle or has ended, nor for one from which nothing will come until something happens
 * elsewhere. So a live input that is silent holds nobody up, and neither can two inputs of one source wait for each other.
 *
 * <p>The idea is that of aligning the event time of splits; here it is done where streams meet, and by the operator that
 * needs it.
 */
final class Meeting {

    private final long leadMillisMax;

    /** By side. */
    private final WatermarkMerge[] times;

    /** The sides, from the one that is most behind. */
    private final int[] order;

    private long leadMillis;

    Meeting(WatermarkMerge[] times, long leadMillisMax) {
        this.times = times;
        this.leadMillisMax = leadMillisMax;
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
            for (; to > 0 && watermark(order[to - 1]) > watermark(side); to--) {
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

    /** Takes the header of a batch from one side, and adds that side's time. */
    void receive(Batch batch, int side, int input) {
        times[side].update(input, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
        times[side].noteCaughtUp(input, batch.hasCaughtUp);
        writeHeader(batch, side);
        noteLead(side);
        giveWay(side);
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
            if (order[i] == side && watermark(order[i + 1]) == watermark(side)) {
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
