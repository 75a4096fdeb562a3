package dev.millrace.engine.join;

import dev.millrace.api.failure.FailedPair;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.join.WindowJoiner;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.JoinLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.PairLoop;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.WindowJoinLoop;
import dev.millrace.engine.operator.WindowPairLoop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pairs that have met, as columns, until there are enough of them or no more: then the user's function makes results of all
 * of them in one loop. Nothing is allocated for a pair but what that function makes.
 */
final class PairBatch {

    private final Batch results;
    private final @Nullable Object[] lefts;
    private final @Nullable Object[] rights;

    /** By pair, where the function sees it; else empty. */
    private final @Nullable Window[] windows;

    private @Nullable Window window;
    private final @Nullable PairLoop loop;
    private final @Nullable WindowPairLoop windowLoop;
    private final Failures failures;

    /** How many pairs there were when they were joined last; there may be fewer results. */
    private int joined;

    /** How many of these have no result. */
    private int refused;

    PairBatch(Joiner<Object, Object, Object> joiner, Failures failures, int capacity) {
        this(OwnCode.loop(PairLoop.class, JoinLoop.class, joiner), null, failures, capacity);
    }

    PairBatch(WindowJoiner<Object, Object, Object> joiner, Failures failures, int capacity) {
        this(null, OwnCode.loop(WindowPairLoop.class, WindowJoinLoop.class, joiner), failures, capacity);
    }

    private PairBatch(@Nullable PairLoop loop, @Nullable WindowPairLoop windowLoop, Failures failures, int capacity) {
        this.failures = failures;
        results = new Batch(capacity);
        lefts = new @Nullable Object[capacity];
        rights = new @Nullable Object[capacity];
        windows = new @Nullable Window[windowLoop == null ? 0 : capacity];
        this.loop = loop;
        this.windowLoop = windowLoop;
    }

    /** For the function of a join in windows, whichever it is. */
    static PairBatch of(WindowJoin join, Failures failures, int capacity) {
        if (join.joiner() != null) {
            return new PairBatch(join.joiner(), failures, capacity);
        }
        assert join.windowJoiner() != null : "the constructor took one of the two";
        return new PairBatch(join.windowJoiner(), failures, capacity);
    }

    /** Forgets the pairs before. */
    void clear() {
        int pairs = Math.max(joined, results.size);
        Arrays.fill(lefts, 0, pairs, null);
        Arrays.fill(rights, 0, pairs, null);
        joined = 0;
        results.clear();
    }

    boolean isFull() {
        return results.isFull();
    }

    int size() {
        return results.size;
    }

    /** Says in which window the pairs meet that come next; only if the function sees it. */
    void in(Window next) {
        window = next;
    }

    /**
     * Adds a pair; there must be room.
     *
     * @param left null if the right one comes alone
     * @param right null if the left one comes alone
     * @param timestamp of the result
     * @param origin of the result, and what is blamed if the function fails
     */
    void add(@Nullable Object left, @Nullable Object right, long timestamp, long origin) {
        int pair = results.size++;
        lefts[pair] = left;
        rights[pair] = right;
        results.timestamps[pair] = timestamp;
        results.origins[pair] = origin;
        if (windowLoop != null) {
            windows[pair] = window;
        }
        if (results.hasSplitWatermarks) {
            results.splitWatermarks[pair] = Long.MIN_VALUE;
        }
    }

    /**
     * Adds pairs of one left row with several right ones, as far as there is room.
     *
     * @param left of all pairs
     * @param others the right ones
     * @param from index of the first of them, up to the last
     * @param timestamp of the results
     * @param origin of the results, and what is blamed if the function fails
     * @return how many were added
     */
    int add(@Nullable Object left, MetRows others, int from, long timestamp, long origin) {
        int first = results.size;
        int count = Math.min(others.size() - from, results.capacity() - first);
        for (int i = 0; i < count; i++) {
            lefts[first + i] = left;
            rights[first + i] = others.value(from + i);
            results.timestamps[first + i] = timestamp;
            results.origins[first + i] = origin;
        }
        if (windowLoop != null) {
            Arrays.fill(windows, first, first + count, window);
        }
        if (results.hasSplitWatermarks) {
            Arrays.fill(results.splitWatermarks, first, first + count, Long.MIN_VALUE);
        }
        results.size = first + count;
        return count;
    }

    /** The pair added last was behind this watermark of its split when its left record was read, and goes on all the same. */
    void markBehind(long splitWatermark) {
        results.becomeSplitWatermarked();
        results.splitWatermarks[results.size - 1] = splitWatermark;
    }

    /**
     * Makes the results of all pairs; the header is the caller's to set. Those of pairs that failed and were set aside are left out.
     *
     * @param counters of the operator
     */
    Batch join(OperatorCounters counters) throws RecordFailure {
        joinInPlace(counters);
        if (refused > 0) {
            closeGaps();
        }
        return results;
    }

    private void closeGaps() {
        int kept = 0;
        for (int pair = 0; pair < results.size; pair++) {
            if (results.values[pair] != null) {
                if (kept != pair) {
                    results.move(pair, kept);
                }
                kept++;
            }
        }
        results.truncate(kept);
    }

    /**
     * Makes the results of all pairs, each with the index of its pair: null if that failed and was set aside.
     *
     * @param counters of the operator
     */
    Batch joinInPlace(OperatorCounters counters) throws RecordFailure {
        joined = results.size;
        refused = 0;
        for (int from = 0; from < joined; ) {
            try {
                run(from);
                return results;
            } catch (RecordFailure failure) {
                int pair = failure.row();
                FailedPair failed = new FailedPair(lefts[pair], rights[pair]);
                failures.setAside(failed, results.timestamps[pair], failure, counters);
                results.values[pair] = null;
                refused++;
                from = pair + 1;
            }
        }
        return results;
    }

    private void run(int from) throws RecordFailure {
        if (loop != null) {
            loop.run(lefts, rights, results.values, results.origins, from, results.size);
        } else if (windowLoop != null) {
            windowLoop.run(windows, lefts, rights, results.values, results.origins, from, results.size);
        }
    }
}
