package dev.millrace.engine.time;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import java.util.Arrays;

/**
 * The time of several inputs together.
 *
 * <ul>
 *   <li>While some inputs are active: the least of their watermarks. Idle and ended inputs do not count.
 *   <li>When all that have not ended are idle: the greatest of theirs, which follow the clock. It closes by silence.
 *   <li>When all have ended: the end of time, and the end.
 * </ul>
 *
 * <p>The result never goes back, whatever an input does. Owned by one thread.
 */
public final class WatermarkMerge {

    private final long[] watermarks;
    private final ClosedBy[] causes;
    private final boolean[] isIdle;
    private final boolean[] isEnded;

    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;
    private boolean areAllIdle;
    private boolean haveAllEnded;

    /**
     * Makes one in which no input has a watermark yet.
     *
     * @param inputs how many there are, at least one
     */
    public WatermarkMerge(int inputs) {
        watermarks = new long[inputs];
        causes = new ClosedBy[inputs];
        isIdle = new boolean[inputs];
        isEnded = new boolean[inputs];
        Arrays.fill(watermarks, Long.MIN_VALUE);
        Arrays.fill(causes, ClosedBy.WATERMARK);
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

    private boolean merge() {
        long leastActive = Long.MAX_VALUE;
        long greatestIdle = Long.MIN_VALUE;
        ClosedBy causeOfLeast = ClosedBy.WATERMARK;
        int active = 0;
        int idle = 0;
        for (int i = 0; i < watermarks.length; i++) {
            if (isEnded[i]) {
                continue;
            }
            if (isIdle[i]) {
                idle++;
                greatestIdle = Math.max(greatestIdle, watermarks[i]);
            } else {
                active++;
                if (watermarks[i] <= leastActive) {
                    leastActive = watermarks[i];
                    causeOfLeast = causes[i];
                }
            }
        }
        if (active > 0) {
            return become(leastActive, causeOfLeast, false, false);
        }
        return idle > 0
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

    /** Writes the time of all inputs into the header of a batch that came from one of them. */
    public void writeHeader(Batch batch) {
        batch.watermark = watermark;
        batch.cause = cause;
        batch.isIdle = areAllIdle;
        batch.isEnd = haveAllEnded;
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
