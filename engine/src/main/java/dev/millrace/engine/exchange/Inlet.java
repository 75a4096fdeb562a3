package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the lanes into one task: rows in turn, so that no lane starves, and time by the slowest. Owned by the
 * consumer's thread.
 */
public final class Inlet implements TaskInput {

    private final List<Lane> lanes;
    private final WatermarkMerge time;
    private int turn;
    private int ended;
    private @Nullable Lane lender;

    /**
     * Makes one.
     *
     * @param lanes from all tasks that send to this one
     */
    public Inlet(List<Lane> lanes) {
        this.lanes = List.copyOf(lanes);
        time = new WatermarkMerge(lanes.size());
    }

    @Override
    public boolean release() {
        if (lender == null) {
            return false;
        }
        lender.takeBack();
        lender = null;
        return true;
    }

    @Override
    public @Nullable Batch poll() {
        for (int tried = 0; tried < lanes.size(); tried++) {
            int index = turn;
            turn = turn + 1 == lanes.size() ? 0 : turn + 1;
            Batch batch = lanes.get(index).poll();
            if (batch != null) {
                return receive(batch, index);
            }
        }
        return null;
    }

    private Batch receive(Batch batch, int index) {
        lender = lanes.get(index);
        if (batch.isEnd) {
            ended++;
        }
        time.update(index, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
        time.writeHeader(batch);
        return batch;
    }

    @Override
    public boolean isFinished() {
        return ended == lanes.size();
    }

    /** The time of all lanes. */
    public long watermark() {
        return time.watermark();
    }
}
