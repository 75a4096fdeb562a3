package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import java.time.Duration;
import java.util.List;

/**
 * Two streams that are to be joined by key. Says with {@link #between} or a window how long a record waits for others; a join
 * without a bound would keep all records for ever.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 * @param <K> type of the keys
 */
@SuppressWarnings("UnusedTypeParameter") // it tells the reader of a declaration by what the streams are joined
public final class KeyedJoin<L, R, K> {

    private final String name;
    private final Stream<L> left;
    private final ThrowingFunction<Object, Object> leftKey;
    private final Stream<R> right;
    private final ThrowingFunction<Object, Object> rightKey;

    KeyedJoin(
            String name,
            Stream<L> left,
            ThrowingFunction<Object, Object> leftKey,
            Stream<R> right,
            ThrowingFunction<Object, Object> rightKey) {
        this.name = name;
        this.left = left;
        this.leftKey = leftKey;
        this.right = right;
        this.rightKey = rightKey;
    }

    /**
     * Joins each left record with the right ones whose event time is near its own: from {@code before} before it to
     * {@code after} after it, both ends included. A pair comes as soon as both records are there, with the later of their
     * times; an unmatched record, with its own time, when the watermark proves that it will not be matched.
     *
     * @param before whole milliseconds, not negative
     * @param after whole milliseconds, not negative
     * @throws IllegalArgumentException if a bound is negative, finer than milliseconds, or longer than 1,000 years
     * @return what remains to be said: which records come, and what is made of them
     * @throws IllegalStateException if a source of either stream has no time
     */
    public BoundedJoin<L, R> between(Duration before, Duration after) {
        requireTime();
        return new BoundedJoin<>(
                this,
                (type, joiner, lead) -> new IntervalJoin(type, before, after, joiner, lead),
                JoinSpec.DEFAULT_LEAD);
    }

    private void requireTime() {
        left.requireTime("the join '" + name + "'");
        right.requireTime("the join '" + name + "'");
    }

    /** Adds the join to the pipeline. */
    <O> JoinedStream<L, R, O> add(JoinSpec spec) {
        Pipeline pipeline = left.pipeline();
        int leftNode = pipeline.add(id -> new Node.KeyByNode(id, name + ".left", left.nodeId(), leftKey));
        int rightNode = pipeline.add(id -> new Node.KeyByNode(id, name + ".right", right.nodeId(), rightKey));
        return new JoinedStream<>(
                pipeline, pipeline.add(id -> new Node.JoinNode(id, name, List.of(leftNode, rightNode), spec)));
    }
}
