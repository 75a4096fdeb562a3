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
    private @Nullable Lane lender;

    /**
     * The lanes from the tasks of one stage.
     *
     * @param lanes one from each task that sends here
     * @param isDividedByKey whether those tasks share the records of the same splits
     */
    public record Group(List<Lane> lanes, boolean isDividedByKey) {

        /** Copies. */
        public Group {
            lanes = List.copyOf(lanes);
        }
    }

    /**
     * Makes one.
     *
     * @param groups from all stages that send here
     */
    public Inlet(List<Group> groups) {
        lanes = groups.stream().flatMap(group -> group.lanes().stream()).toList();
        int[] groupOfLane = new int[lanes.size()];
        int lane = 0;
        int next = 0;
        for (Group group : groups) {
            for (int i = 0; i < group.lanes().size(); i++) {
                groupOfLane[lane++] = next;
                // Tasks with splits of their own are idle each by itself.
                next += group.isDividedByKey() ? 0 : 1;
            }
            next++;
        }
        time = new WatermarkMerge(groupOfLane);
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
        time.update(index, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
        time.writeHeader(batch);
        return batch;
    }

    @Override
    public boolean isFinished() {
        return time.haveAllEnded();
    }

    /** The time of all lanes. */
    public long watermark() {
        return time.watermark();
    }
}
