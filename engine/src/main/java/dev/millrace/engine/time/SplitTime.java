package dev.millrace.engine.time;

import dev.millrace.api.time.TimeSpec;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;

/**
 * The watermark of one split, and what protects it from wrong clocks and from silence.
 *
 * <p>The watermark is {@code greatest timestamp seen - bound}, except that
 *
 * <ul>
 *   <li>a timestamp beyond the future bound does not count: on a live split past the clock; on a bounded split past the
 *       greatest seen, until the next record confirms the jump;
 *   <li>a live split that has stood at its end for {@code idleAfter} is idle, and its watermark follows the clock:
 *       {@code greatest seen - bound + time since the last arrival};
 *   <li>in processing time it is the clock itself.
 * </ul>
 *
 * <p>All of it is decided for each split by itself, so it does not depend on how splits are interleaved. Owned by one
 * thread.
 */
public final class SplitTime {

    private static final long NO_TIME = Long.MIN_VALUE;

    private final boolean isLive;
    private final boolean isProcessingTime;
    private final long outOfOrderMillis;
    private final long idleAfterMillis;

    /** How far time may jump; negative for no bound. */
    private final long futureBoundMillis;

    private long maxSeen = NO_TIME;
    private long watermark = NO_TIME;

    /**
     * The watermark as far as records have moved it. What silence has added closes windows only by way of the header,
     * since another split may still hold them open.
     */
    private long arrivals = NO_TIME;

    private ClosedBy cause = ClosedBy.WATERMARK;

    /** A jump on a bounded split that the next record may confirm. */
    private long unconfirmed = NO_TIME;

    private long lastArrivalMillis = NO_TIME;
    private long caughtUpSinceMillis = NO_TIME;
    private boolean isIdle;
    private boolean hasCaughtUp;

    /**
     * Makes one that has seen nothing.
     *
     * @param spec the user's settings
     * @param isBounded whether the split has an end
     */
    public SplitTime(TimeSpec<?> spec, boolean isBounded) {
        isLive = !isBounded;
        isProcessingTime = spec.kind() == TimeSpec.Kind.PROCESSING || spec.kind() == TimeSpec.Kind.NONE;
        outOfOrderMillis = spec.outOfOrderBy().toMillis();
        idleAfterMillis = spec.idleAfter().toMillis();
        if (spec.futureBound() != null) {
            futureBoundMillis = spec.futureBound().toMillis();
        } else {
            futureBoundMillis = isLive ? TimeSpec.DEFAULT_FUTURE_BOUND.toMillis() : -1;
        }
    }

    /**
     * Sees the rows of a batch, in order. Those behind the watermark before them get that watermark as a column.
     *
     * @param batch rows with timestamps
     * @param nowMillis the clock
     * @return how many timestamps were too far ahead to move time
     */
    public int observe(Batch batch, long nowMillis) {
        lastArrivalMillis = nowMillis;
        caughtUpSinceMillis = NO_TIME;
        isIdle = false;
        cause = ClosedBy.WATERMARK;
        return futureBoundMillis < 0 || isProcessingTime ? observeAll(batch) : observeWary(batch, nowMillis);
    }

    /** The loop without a future bound. */
    private int observeAll(Batch batch) {
        long[] timestamps = batch.timestamps;
        int size = batch.size;
        long greatest = maxSeen;
        long behind = arrivals;
        for (int i = 0; i < size; i++) {
            long timestamp = timestamps[i];
            if (timestamp > greatest) {
                greatest = timestamp;
                behind = minus(greatest, outOfOrderMillis);
            } else if (timestamp < behind) {
                markBehind(batch, i, behind);
            }
        }
        if (greatest > maxSeen) {
            advance(greatest);
        }
        return 0;
    }

    private int observeWary(Batch batch, long nowMillis) {
        int ahead = 0;
        for (int i = 0; i < batch.size; i++) {
            long timestamp = batch.timestamps[i];
            if (timestamp > maxSeen) {
                if (isLive ? timestamp > plus(nowMillis, futureBoundMillis) : isUnconfirmedJump(timestamp)) {
                    ahead++;
                    continue;
                }
                advance(timestamp);
            } else if (timestamp < arrivals) {
                markBehind(batch, i, arrivals);
            }
            unconfirmed = NO_TIME;
        }
        return ahead;
    }

    /** Whether a timestamp on a bounded split must wait for its confirmation. */
    private boolean isUnconfirmedJump(long timestamp) {
        if (maxSeen == NO_TIME || timestamp <= plus(maxSeen, futureBoundMillis)) {
            return false;
        }
        if (unconfirmed == NO_TIME) {
            unconfirmed = timestamp;
            return true;
        }
        // Two in a row: time really moved, but no further than both of them say.
        advance(Math.min(unconfirmed, timestamp));
        boolean isFurther = timestamp > plus(maxSeen, futureBoundMillis);
        unconfirmed = isFurther ? timestamp : NO_TIME;
        return isFurther;
    }

    private void advance(long timestamp) {
        maxSeen = Math.max(maxSeen, timestamp);
        arrivals = minus(maxSeen, outOfOrderMillis);
        watermark = Math.max(watermark, arrivals);
    }

    private static void markBehind(Batch batch, int row, long watermark) {
        if (!batch.hasSplitWatermarks) {
            int size = batch.size;
            batch.becomeSplitWatermarked();
            assert batch.size == size;
        }
        batch.splitWatermarks[row] = watermark;
    }

    /** The reader asked, and stands at the known end. */
    public void onCaughtUp(long nowMillis) {
        hasCaughtUp = true;
        if (isProcessingTime) {
            onClock(nowMillis);
            return;
        }
        if (!isLive) {
            return;
        }
        if (caughtUpSinceMillis == NO_TIME) {
            caughtUpSinceMillis = nowMillis;
        }
        isIdle = nowMillis - caughtUpSinceMillis >= idleAfterMillis;
        if (isIdle && maxSeen != NO_TIME) {
            long elapsed = Math.max(0, nowMillis - lastArrivalMillis);
            long silent = plus(minus(maxSeen, outOfOrderMillis), elapsed);
            if (silent > watermark) {
                watermark = silent;
                cause = ClosedBy.SILENCE;
            }
        }
    }

    /** The reader could not ask: whatever it will bring, time waits for it. */
    public void onUnavailable(long nowMillis) {
        if (isProcessingTime) {
            onClock(nowMillis);
            return;
        }
        caughtUpSinceMillis = NO_TIME;
        isIdle = false;
    }

    private void onClock(long nowMillis) {
        if (nowMillis > maxSeen) {
            advance(nowMillis);
        }
    }

    /**
     * How far the time of a split has come. For how long it has been silent is not part of it: after a restart silence has
     * to last anew before it moves time.
     *
     * @param maxSeen the greatest timestamp
     * @param watermark its watermark
     * @param arrivals the watermark as far as records have moved it
     * @param cause what moved it last
     * @param unconfirmed a jump that the next record may confirm
     * @param lastArrivalMillis the clock when the last record came
     * @param hasCaughtUp whether it has stood at its known end once
     */
    public record Standing(
            long maxSeen,
            long watermark,
            long arrivals,
            ClosedBy cause,
            long unconfirmed,
            long lastArrivalMillis,
            boolean hasCaughtUp) {}

    /** How far time has come. */
    public Standing standing() {
        return new Standing(maxSeen, watermark, arrivals, cause, unconfirmed, lastArrivalMillis, hasCaughtUp);
    }

    /** Takes up time where it stood. */
    public void restore(Standing standing) {
        maxSeen = standing.maxSeen();
        watermark = standing.watermark();
        arrivals = standing.arrivals();
        cause = standing.cause();
        unconfirmed = standing.unconfirmed();
        lastArrivalMillis = standing.lastArrivalMillis();
        hasCaughtUp = standing.hasCaughtUp();
    }

    /** The timestamp for rows read now in processing time; never goes back. */
    public long processingTimestamp(long nowMillis) {
        return Math.max(nowMillis, maxSeen);
    }

    /** Whether timestamps are the clock's. */
    public boolean isProcessingTime() {
        return isProcessingTime;
    }

    /** No on-time record of this split has a timestamp below. */
    public long watermark() {
        return watermark;
    }

    /** The clock when the last record came; {@link Long#MIN_VALUE} before the first. */
    public long lastArrivalMillis() {
        return lastArrivalMillis;
    }

    /** The clock when it came to its known end, where it still stands; {@link Long#MIN_VALUE} if it does not. */
    public long caughtUpSinceMillis() {
        return caughtUpSinceMillis;
    }

    /** The greatest timestamp that may move time; {@link Long#MIN_VALUE} before the first. */
    public long maxSeen() {
        return maxSeen;
    }

    /** What moved the watermark last. */
    public ClosedBy cause() {
        return cause;
    }

    /** Whether the split has stopped holding time back. */
    public boolean isIdle() {
        return isIdle;
    }

    /** Whether the split has stood at its known end once. */
    public boolean hasCaughtUp() {
        return hasCaughtUp;
    }

    private static long plus(long millis, long positive) {
        long sum = millis + positive;
        return sum < millis ? Long.MAX_VALUE : sum;
    }

    private static long minus(long millis, long positive) {
        long difference = millis - positive;
        return difference > millis ? Long.MIN_VALUE : difference;
    }
}
