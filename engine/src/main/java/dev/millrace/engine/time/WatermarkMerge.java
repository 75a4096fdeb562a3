package dev.millrace.engine.time;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The time of several inputs together.
 *
 * <ul>
 *   <li>While some are active: the least of their watermarks. Idle and ended inputs do not count.
 *   <li>When all that have not ended are idle: the greatest of theirs, which follow the clock. It closes by silence.
 *   <li>When all have ended: the end of time, and the end.
 * </ul>
 *
 * <p>Inputs come in groups. The tasks of one keyed stage share the records of the same splits, so they are one group: it is
 * idle only when all of them are, and its time is always the least of theirs. One of them may have heard of the silence,
 * or of its end, before the others; taking it alone would make what the others are about to send late.
 *
 * <p>The result never goes back, whatever an input does. Owned by one thread.
 */
public final class WatermarkMerge {

    /** By input: its group, ascending. */
    private int[] groups;

    private long[] watermarks;
    private ClosedBy[] causes;
    private boolean[] isIdle;
    private boolean[] isEnded;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;
    private boolean areAllIdle;
    private boolean haveAllEnded;

    /** By input: whether it has come to its known end once. */
    private boolean[] hasCaughtUp;

    private boolean haveAllCaughtUp;

    /**
     * Makes one in which no input has a watermark yet.
     *
     * @param groups by input: its group, ascending
     */
    public WatermarkMerge(int... groups) {
        this.groups = groups.clone();
        watermarks = new long[groups.length];
        causes = new ClosedBy[groups.length];
        isIdle = new boolean[groups.length];
        isEnded = new boolean[groups.length];
        hasCaughtUp = new boolean[groups.length];
        Arrays.fill(watermarks, Long.MIN_VALUE);
        Arrays.fill(causes, ClosedBy.WATERMARK);
    }

    /** Makes one for inputs each of which is a group. */
    public static WatermarkMerge ofIndependent(int inputs) {
        return new WatermarkMerge(IntStream.range(0, inputs).toArray());
    }

    /** How many inputs there are. */
    public int inputs() {
        return groups.length;
    }

    /** Adds an input that is a group of its own and has no watermark yet: time stands until it has, or is idle. */
    public void add() {
        int count = groups.length;
        int group = count == 0 ? 0 : groups[count - 1] + 1;
        groups = Arrays.copyOf(groups, count + 1);
        groups[count] = group;
        watermarks = Arrays.copyOf(watermarks, count + 1);
        watermarks[count] = Long.MIN_VALUE;
        causes = Arrays.copyOf(causes, count + 1);
        causes[count] = ClosedBy.WATERMARK;
        isIdle = Arrays.copyOf(isIdle, count + 1);
        isEnded = Arrays.copyOf(isEnded, count + 1);
        hasCaughtUp = Arrays.copyOf(hasCaughtUp, count + 1);
    }

    /**
     * Takes the state of one input.
     *
     * @return true if the time of all, or whether they are idle or at the end, has changed
     */
    public boolean update(int input, long inputWatermark, ClosedBy inputCause, boolean idle, boolean ended) {
        watermarks[input] = inputWatermark;
        causes[input] = inputCause;
        isIdle[input] = idle;
        isEnded[input] = ended;
        return merge();
    }

    /**
     * Takes whether one input has come to its known end once. An input that has ended has.
     *
     * @return true if all have now, and had not before
     */
    public boolean noteCaughtUp(int input, boolean caughtUp) {
        if (haveAllCaughtUp) {
            return false;
        }
        hasCaughtUp[input] |= caughtUp || isEnded[input];
        for (boolean has : hasCaughtUp) {
            if (!has) {
                return false;
            }
        }
        haveAllCaughtUp = true;
        return true;
    }

    private boolean merge() {
        long leastActive = Long.MAX_VALUE;
        long greatestIdle = Long.MIN_VALUE;
        ClosedBy causeOfLeast = ClosedBy.WATERMARK;
        boolean isAnyActive = false;
        boolean isAnyIdle = false;
        for (int start = 0; start < groups.length; ) {
            int end = start;
            int least = -1;
            boolean isGroupIdle = true;
            for (; end < groups.length && groups[end] == groups[start]; end++) {
                if (!isEnded[end]) {
                    isGroupIdle &= isIdle[end];
                    least = least < 0 || watermarks[end] < watermarks[least] ? end : least;
                }
            }
            start = end;
            if (least < 0) {
                continue; // the whole group has ended
            }
            if (isGroupIdle) {
                isAnyIdle = true;
                greatestIdle = Math.max(greatestIdle, watermarks[least]);
            } else {
                isAnyActive = true;
                if (watermarks[least] <= leastActive) {
                    leastActive = watermarks[least];
                    causeOfLeast = causes[least];
                }
            }
        }
        if (isAnyActive) {
            return become(leastActive, causeOfLeast, false, false);
        }
        return isAnyIdle
                ? become(greatestIdle, ClosedBy.SILENCE, true, false)
                : become(Long.MAX_VALUE, ClosedBy.END, false, true);
    }

    private boolean become(long newWatermark, ClosedBy newCause, boolean allIdle, boolean allEnded) {
        boolean isLater = newWatermark > watermark;
        boolean isChanged = isLater || allIdle != areAllIdle || allEnded != haveAllEnded;
        if (isLater) {
            watermark = newWatermark;
            cause = newCause;
        }
        areAllIdle = allIdle;
        haveAllEnded = allEnded;
        return isChanged;
    }

    /**
     * How far time has come.
     *
     * @param watermark of all inputs
     * @param cause what moved it last
     * @param hasCaughtUp whether all have come to their known ends
     */
    public record Standing(long watermark, ClosedBy cause, boolean hasCaughtUp) {

        /** What holds of both. */
        public Standing earlier(Standing other) {
            Standing least = other.watermark < watermark ? other : this;
            return new Standing(least.watermark, least.cause, hasCaughtUp && other.hasCaughtUp);
        }
    }

    /** How far time has come. */
    public Standing standing() {
        return new Standing(watermark, cause, haveAllCaughtUp);
    }

    /** Takes up time where it stood; inputs that are behind it do not move it back. */
    public void restore(Standing standing) {
        watermark = standing.watermark();
        cause = standing.cause();
        haveAllCaughtUp = standing.hasCaughtUp();
    }

    /** Writes the time of all inputs into the header of a batch that came from one of them. */
    public void writeHeader(Batch batch) {
        batch.watermark = watermark;
        batch.cause = cause;
        batch.isIdle = areAllIdle;
        batch.isEnd = haveAllEnded;
        batch.hasCaughtUp = haveAllCaughtUp;
    }

    /** Whether all that have not ended are idle. */
    public boolean areAllIdle() {
        return areAllIdle;
    }

    /** Whether all have come to their known end, each once. */
    public boolean haveAllCaughtUp() {
        return haveAllCaughtUp;
    }

    /** Whether one input has ended. */
    public boolean hasEnded(int input) {
        return isEnded[input];
    }

    /** Whether all inputs have ended. */
    public boolean haveAllEnded() {
        return haveAllEnded;
    }

    /** The watermark of all. */
    public long watermark() {
        return watermark;
    }
}
