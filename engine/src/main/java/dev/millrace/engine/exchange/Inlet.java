package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges the lanes into one task: rows in turn, so that no lane starves, and time by the slowest. Where streams of several
 * sides meet, the side that is behind in event time comes first; see {@link Meeting}. Owned by the consumer's thread.
 */
public final class Inlet implements TaskInput {

    private final List<Side> sides;
    private final Meeting meeting;
    private final WatermarkMerge time;
    private @Nullable Lane lender;

    /**
     * The lanes from the tasks of one stage.
     *
     * @param side which input of the operator they belong to
     * @param lanes one from each task that sends here
     * @param isDividedByKey whether those tasks share the records of the same splits
     */
    public record Group(int side, List<Lane> lanes, boolean isDividedByKey) {

        /** Copies. */
        public Group {
            lanes = List.copyOf(lanes);
        }
    }

    /** The lanes of one side, and whose turn it is. */
    private static final class Side {

        final List<Lane> lanes;
        final WatermarkMerge time;

        /** Number of its first lane among the lanes of all sides. */
        final int first;

        int turn;

        Side(List<Group> groups, int first) {
            lanes = groups.stream().flatMap(group -> group.lanes().stream()).toList();
            time = merge(groups);
            this.first = first;
        }

        boolean isQuiet() {
            for (int lane = 0; lane < lanes.size(); lane++) {
                if (!time.hasEnded(lane) && !lanes.get(lane).isQuiet()) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Makes one.
     *
     * @param groups from all stages that send here, by side
     * @param leadMillisMax how far one side may be ahead of another in event time
     */
    public Inlet(List<Group> groups, long leadMillisMax) {
        int sideCount = 1 + groups.stream().mapToInt(Group::side).max().orElseThrow();
        int[] first = {0};
        sides = IntStream.range(0, sideCount)
                .mapToObj(index -> {
                    Side side = new Side(
                            groups.stream()
                                    .filter(group -> group.side() == index)
                                    .toList(),
                            first[0]);
                    first[0] += side.lanes.size();
                    return side;
                })
                .toList();
        meeting = new Meeting(sides.stream().map(side -> side.time).toArray(WatermarkMerge[]::new), leadMillisMax);
        time = merge(groups);
    }

    private static WatermarkMerge merge(List<Group> groups) {
        int[] groupOfLane =
                new int[groups.stream().mapToInt(group -> group.lanes().size()).sum()];
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
        return new WatermarkMerge(groupOfLane);
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
        long barrier = Long.MAX_VALUE;
        for (int index : meeting.inOrder()) {
            if (meeting.watermark(index) > barrier) {
                return null;
            }
            Batch batch = poll(index);
            if (batch != null) {
                return batch;
            }
            if (!meeting.isOutOfIt(index) && !sides.get(index).isQuiet()) {
                barrier = Math.min(barrier, meeting.barrier(index));
            }
        }
        return null;
    }

    private @Nullable Batch poll(int index) {
        Side side = sides.get(index);
        for (int tried = 0; tried < side.lanes.size(); tried++) {
            int lane = side.turn;
            side.turn = lane + 1 == side.lanes.size() ? 0 : lane + 1;
            Batch batch = side.lanes.get(lane).poll();
            if (batch != null) {
                lender = side.lanes.get(lane);
                receive(batch, index, lane);
                return batch;
            }
        }
        return null;
    }

    private void receive(Batch batch, int index, int lane) {
        time.update(sides.get(index).first + lane, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
        meeting.receive(batch, index, lane);
        // Last, since it writes over what the others have read.
        time.writeHeader(batch);
    }

    @Override
    public boolean isQuiet() {
        for (Side side : sides) {
            if (!side.isQuiet()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isFinished() {
        return time.haveAllEnded();
    }

    /** The time of all lanes. */
    public long watermark() {
        return time.watermark();
    }

    /** The most that one side was ahead of another in event time; 0 where there is one. */
    public long leadMillis() {
        return meeting.leadMillis();
    }
}
