package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.RetainedJoin;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
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
     * times; an unmatched record, with its own time, when the watermark proves that it will not be matched. So that it is not
     * late for what follows, an outer join lets time go on behind it only later: by {@code after} if left records may come
     * alone, by {@code before} if right ones may, by the longer of them if both.
     *
     * <p>A record that is behind the watermark is late, even if some that it would have met are still there: so the answer
     * does not depend on what happens to be kept.
     *
     * @param before whole milliseconds, not negative
     * @param after whole milliseconds, not negative
     * @return what remains to be said: which records come, and what is made of them
     * @throws IllegalArgumentException if a bound is negative, finer than milliseconds, or longer than 1,000 years
     * @throws IllegalStateException if a source of either stream has no time
     */
    public BoundedJoin<L, R> between(Duration before, Duration after) {
        requireTime();
        JoinSpec.requireBound("the bound 'before' of the join '" + name + "'", before);
        JoinSpec.requireBound("the bound 'after' of the join '" + name + "'", after);
        return new BoundedJoin<>(
                this,
                (type, joiner, lead) -> new IntervalJoin(type, before, after, joiner, lead),
                JoinSpec.DEFAULT_LEAD);
    }

    /**
     * Joins each record with those of the other side that are kept when it comes, where a record is kept until event time has
     * gone on by a retention: the times of two records that meet are no further apart than that. This is {@code
     * between(retention, retention)} for streams of which neither is known to come first.
     *
     * @param retention whole milliseconds, not negative
     * @return what remains to be said: which records come, and what is made of them
     * @throws IllegalArgumentException if it is negative, finer than milliseconds, or longer than 1,000 years
     * @throws IllegalStateException if a source of either stream has no time
     */
    public BoundedJoin<L, R> retain(Duration retention) {
        requireTime();
        JoinSpec.requireBound("the retention of the join '" + name + "'", retention);
        return new BoundedJoin<>(
                this, (type, joiner, lead) -> new RetainedJoin(type, retention, joiner, lead), JoinSpec.DEFAULT_LEAD);
    }

    /**
     * Joins each record with all of its key on the other side, and therefore keeps every record for ever, or until the other
     * side has ended: for streams that end, or that are small. Its unmatched records can never be told, so it is an inner
     * join. {@link #retain} is what most streams without end need.
     *
     * @return what remains to be said: what is made of two records
     * @throws IllegalStateException if a source of either stream has no time
     */
    public UnboundedJoin<L, R> unbounded() {
        requireTime();
        return new UnboundedJoin<>(this, JoinSpec.DEFAULT_LEAD);
    }

    /**
     * Joins records that are in one window. Session windows are common to both sides: each record extends and merges the
     * session of its key.
     *
     * @param window aligned, as tumbling, sliding and calendar ones are, or assigned ones that merge, as sessions do
     * @return what remains to be said: which records come, and what is made of them
     * @throws IllegalArgumentException if the windows follow the records of one stream, or are chosen for each record and do
     *     not merge
     * @throws IllegalStateException if a source of either stream has no time
     */
    public WindowedJoin<L, R> within(WindowSpec<Object> window) {
        requireTime();
        return new WindowedJoin<>(this, window, LatePolicy.SIDE_STREAM, JoinSpec.DEFAULT_LEAD);
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
