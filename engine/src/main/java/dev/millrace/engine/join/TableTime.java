package dev.millrace.engine.join;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** How far the table's side of a join has come: up to which time its versions are known, and why no others can follow. */
final class TableTime {

    /** All of time. */
    static final long END = Long.MAX_VALUE;

    /** At a capture. */
    private static final String LIST = "time";

    private long watermark = Long.MIN_VALUE;

    /** The watermark as long as the side was not idle and had not ended: the part of it that versions have moved. */
    private long arrivals = Long.MIN_VALUE;

    private boolean isIdle;
    private boolean hasCaughtUp;

    /** Takes the header of a batch of that side. */
    void advance(Batch batch) {
        watermark = Math.max(watermark, batch.sideWatermark);
        isIdle = batch.isSideIdle;
        hasCaughtUp |= batch.hasSideCaughtUp;
        if (!isIdle && watermark != END) {
            arrivals = watermark;
        }
    }

    /** Writes what does not come again in a header. */
    void capture(StateWriter out) {
        out.list(LIST);
        out.entryForAll();
        out.writeLong(arrivals);
        out.writeBoolean(hasCaughtUp);
    }

    /** Takes in what was written, of all tasks. */
    void restore(StateReader in) {
        while (in.next(LIST)) {
            arrivals = Math.max(arrivals, in.readLong());
            hasCaughtUp |= in.readBoolean();
        }
    }

    long watermark() {
        return watermark;
    }

    /** Whether it has been read to its known end once. */
    boolean hasCaughtUp() {
        return hasCaughtUp;
    }

    /** Times before this are complete; {@link #END} for all of them. An idle side counts as complete. */
    long completeUntil() {
        return isIdle ? END : watermark;
    }

    /** Why a time is complete, null if it is not. */
    @Nullable
    ClosedBy completeBy(long time) {
        if (time < arrivals) {
            return ClosedBy.WATERMARK;
        }
        if (watermark == END) {
            return ClosedBy.END;
        }
        return isIdle || time < watermark ? ClosedBy.SILENCE : null;
    }
}
