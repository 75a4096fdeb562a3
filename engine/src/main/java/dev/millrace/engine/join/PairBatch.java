package dev.millrace.engine.join;

import dev.millrace.api.join.Joiner;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.JoinLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.PairLoop;
import dev.millrace.engine.operator.RecordFailure;
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
    private final PairLoop loop;

    PairBatch(Joiner<Object, Object, Object> joiner, int capacity) {
        results = new Batch(capacity);
        lefts = new @Nullable Object[capacity];
        rights = new @Nullable Object[capacity];
        loop = OwnCode.loop(PairLoop.class, JoinLoop.class, joiner);
    }

    /** Forgets the pairs before. */
    void clear() {
        Arrays.fill(lefts, 0, results.size, null);
        Arrays.fill(rights, 0, results.size, null);
        results.clear();
    }

    boolean isFull() {
        return results.isFull();
    }

    int size() {
        return results.size;
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
        if (results.hasSplitWatermarks) {
            results.splitWatermarks[pair] = Long.MIN_VALUE;
        }
    }

    /** The pair added last was behind this watermark of its split when its left record was read, and goes on all the same. */
    void markBehind(long splitWatermark) {
        results.becomeSplitWatermarked();
        results.splitWatermarks[results.size - 1] = splitWatermark;
    }

    /** Makes the results of all pairs; the header is the caller's to set. */
    Batch join() throws RecordFailure {
        loop.run(lefts, rights, results.values, results.origins, results.size);
        return results;
    }
}
