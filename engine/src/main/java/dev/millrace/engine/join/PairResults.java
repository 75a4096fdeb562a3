package dev.millrace.engine.join;

import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.RecordFailure;
import java.time.Instant;

/** All pairs of a left and a right row of a group, and rows that are alone there: a cursor goes over them. */
final class PairResults implements GroupResults {

    private static final int LEFT = 0;
    private static final int RIGHT = 1;

    private final JoinType type;
    private final PairBatch pairs;
    private final boolean isWindowSeen;

    /** The window of the group before; most often the next one has the same. */
    private Window window = new Window(Instant.ofEpochMilli(0), Instant.ofEpochMilli(1));

    private long windowStart;
    private long windowEnd = 1;

    /** The pair that comes next in the group at hand. */
    private int left;

    private int right;

    PairResults(WindowJoin join, Failures failures, int batchCapacity) {
        type = join.type();
        isWindowSeen = join.windowJoiner() != null;
        pairs = PairBatch.of(join, failures, batchCapacity);
    }

    @Override
    public long needed() {
        long ofLeft = type.keepsUnmatched(RIGHT) ? 0 : 1 << LEFT;
        return ofLeft | (type.keepsUnmatched(LEFT) ? 0 : 1 << RIGHT);
    }

    @Override
    public void clear() {
        pairs.clear();
    }

    @Override
    public boolean add(KeyGroup group, OperatorCounters counters) {
        if (isWindowSeen) {
            pairs.in(windowOf(group));
        }
        MetRows lefts = group.sides[LEFT];
        MetRows rights = group.sides[RIGHT];
        boolean isDone = lefts.size() > 0 && rights.size() > 0
                ? addPairs(lefts, rights, group.end - 1)
                : addAlone(lefts, rights, group.end - 1);
        if (isDone) {
            left = 0;
            right = 0;
        }
        return isDone;
    }

    private boolean addPairs(MetRows lefts, MetRows rights, long timestamp) {
        while (left < lefts.size()) {
            right += pairs.add(lefts.value(left), rights, right, timestamp, lefts.origin(left));
            if (right < rights.size()) {
                return false;
            }
            right = 0;
            left++;
        }
        return true;
    }

    private boolean addAlone(MetRows lefts, MetRows rights, long timestamp) {
        for (; type.keepsUnmatched(LEFT) && left < lefts.size(); left++) {
            if (pairs.isFull()) {
                return false;
            }
            pairs.add(lefts.value(left), null, timestamp, lefts.origin(left));
        }
        for (; type.keepsUnmatched(RIGHT) && right < rights.size(); right++) {
            if (pairs.isFull()) {
                return false;
            }
            pairs.add(null, rights.value(right), timestamp, rights.origin(right));
        }
        return true;
    }

    private Window windowOf(KeyGroup group) {
        if (group.start != windowStart || group.end != windowEnd) {
            windowStart = group.start;
            windowEnd = group.end;
            window = new Window(Instant.ofEpochMilli(windowStart), Instant.ofEpochMilli(windowEnd));
        }
        return window;
    }

    @Override
    public Batch batch(OperatorCounters counters) throws RecordFailure {
        return pairs.join(counters);
    }
}
