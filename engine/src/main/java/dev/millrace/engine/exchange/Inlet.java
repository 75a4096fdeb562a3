package dev.millrace.engine.exchange;

import dev.millrace.api.join.ReadOrder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Merges the lanes into one task: rows in turn, so that no lane starves, and time by the slowest. Where streams of several
 * sides meet, the side that is behind in event time comes first; see {@link Meeting}. Owned by the consumer's thread.
 */
public final class Inlet implements TaskInput {

    private final List<Side> sides;
    private final Meeting meeting;
    private final WatermarkMerge time;
    private final ReadOrder order;
    private @Nullable Lane lender;

    /** The side to be asked next where they take turns. */
    private int turn;

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

        /** By lane: the epoch whose end it has come to, while others have not. */
        final long[] barriers;

        Side(List<Group> groups, int first) {
            lanes = groups.stream().flatMap(group -> group.lanes().stream()).toList();
            time = merge(groups);
            this.first = first;
            barriers = new long[lanes.size()];
        }

        /** Whether a lane may be read: one that is at the end of an epoch waits there for the others. */
        boolean isOpen(int lane) {
            return barriers[lane] == Batch.NO_BARRIER;
        }

        boolean isQuiet() {
            for (int lane = 0; lane < lanes.size(); lane++) {
                if (isOpen(lane) && !time.hasEnded(lane) && !lanes.get(lane).isQuiet()) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Makes one that reads the side that is behind in event time.
     *
     * @param groups from all stages that send here, by side
     * @param leadMillisMax how far one side may be ahead of another in event time
     */
    public Inlet(List<Group> groups, long leadMillisMax) {
        this(groups, ReadOrder.BY_TIME, leadMillisMax);
    }

    /**
     * Makes one.
     *
     * @param groups from all stages that send here, by side
     * @param order which side is read when several have something to give
     * @param leadMillisMax how far one side may be ahead of another in event time, where they are read by it
     */
    public Inlet(List<Group> groups, ReadOrder order, long leadMillisMax) {
        this.order = order;
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
        meeting = new Meeting(
                sides.stream().map(side -> side.time).toArray(WatermarkMerge[]::new),
                order == ReadOrder.LAST_SIDE_AHEAD,
                leadMillisMax);
        time = sideCount == 1 ? sides.get(0).time : merge(groups);
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
        return switch (order) {
            case BY_TIME, LAST_SIDE_AHEAD -> pollByTime();
            case IN_TURN -> pollInTurn();
            case LAST_SIDE_FIRST -> pollLastSideFirst();
        };
    }

    private @Nullable Batch pollLastSideFirst() {
        int last = sides.size() - 1;
        if (!meeting.hasCaughtUp(last)) {
            Batch batch = poll(last);
            // A side that is quiet may wait for what another is to give, as two branches of one source do.
            if (batch != null || !sides.get(last).isQuiet()) {
                return batch;
            }
        }
        return pollInTurn();
    }

    private @Nullable Batch pollInTurn() {
        for (int tried = 0; tried < sides.size(); tried++) {
            int index = turn;
            turn = turn + 1 == sides.size() ? 0 : turn + 1;
            Batch batch = poll(index);
            if (batch != null) {
                return batch;
            }
        }
        return null;
    }

    private @Nullable Batch pollByTime() {
        long limit = Long.MAX_VALUE;
        for (int index : meeting.inOrder()) {
            if (meeting.watermark(index) > limit) {
                return null;
            }
            Batch batch = poll(index);
            if (batch != null) {
                return batch;
            }
            if (!meeting.isOutOfIt(index) && !sides.get(index).isQuiet()) {
                limit = Math.min(limit, meeting.limit(index));
            }
        }
        return null;
    }

    private @Nullable Batch poll(int index) {
        Side side = sides.get(index);
        for (int tried = 0; tried < side.lanes.size(); tried++) {
            int lane = side.turn;
            side.turn = lane + 1 == side.lanes.size() ? 0 : lane + 1;
            Batch batch = side.isOpen(lane) ? side.lanes.get(lane).poll() : null;
            if (batch != null) {
                lender = side.lanes.get(lane);
                receive(batch, index, lane);
                return batch;
            }
        }
        return null;
    }

    private void receive(Batch batch, int index, int lane) {
        if (sides.size() > 1) {
            time.update(sides.get(index).first + lane, batch.watermark, batch.cause, batch.isIdle, batch.isEnd);
            time.noteCaughtUp(sides.get(index).first + lane, batch.hasCaughtUp);
        }
        meeting.receive(batch, index, lane);
        sides.get(index).barriers[lane] = batch.barrier;
        // Last, since it writes over what the others have read.
        time.writeHeader(batch);
    }

    @Override
    public long barrier() {
        long barrier = Batch.NO_BARRIER;
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            for (int lane = 0; lane < side.barriers.length; lane++) {
                if (!side.isOpen(lane)) {
                    assert barrier == Batch.NO_BARRIER || barrier == side.barriers[lane] : "one epoch at a time";
                    barrier = side.barriers[lane];
                } else if (!side.time.hasEnded(lane)) {
                    return Batch.NO_BARRIER;
                }
            }
        }
        return barrier;
    }

    @Override
    public void passBarrier() {
        sides.forEach(side -> Arrays.fill(side.barriers, Batch.NO_BARRIER));
    }

    /** How far the time of each side has come, and last that of all together. */
    public List<WatermarkMerge.Standing> standings() {
        return Stream.concat(sides.stream().map(side -> side.time), Stream.of(time))
                .map(WatermarkMerge::standing)
                .toList();
    }

    /**
     * Takes up time where it stood. To be called before anything is taken.
     *
     * @param standings as {@link #standings} gave them
     */
    public void restore(List<WatermarkMerge.Standing> standings) {
        for (int side = 0; side < sides.size(); side++) {
            sides.get(side).time.restore(standings.get(side));
        }
        time.restore(standings.get(sides.size()));
    }

    /** Writes into the header of an empty batch what one side's time is, as if that side had sent it. */
    public void writeHeader(Batch empty, int side) {
        meeting.writeHeader(empty, side);
        time.writeHeader(empty);
    }

    /** Number of sides. */
    public int sideCount() {
        return sides.size();
    }

    @Override
    public boolean isQuiet() {
        // By index, like all that is done for each batch: an iterator is an object, where the compiler leaves it in.
        for (int index = 0; index < sides.size(); index++) {
            if (!sides.get(index).isQuiet()) {
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
