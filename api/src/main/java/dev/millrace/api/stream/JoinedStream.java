package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.LateRecord;
import org.jspecify.annotations.Nullable;

/**
 * The results of a join, and the records that came too late for it.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 * @param <O> type of the results
 */
public final class JoinedStream<L, R, O> extends Stream<O> {

    private @Nullable Stream<LateRecord<L>> lateLeft;
    private @Nullable Stream<LateRecord<R>> lateRight;

    JoinedStream(Pipeline pipeline, int nodeId) {
        super(pipeline, nodeId);
    }

    /**
     * The left records that came when it was too late for them to be joined. If nobody reads them they are counted in the
     * ledger all the same. The window of such a record, where the join has none of its own, is the millisecond of its time.
     *
     * @return the stream of late records; the same at each call
     * @throws IllegalStateException if another policy than the side stream was chosen
     */
    public Stream<LateRecord<L>> lateLeft() {
        if (lateLeft == null) {
            lateLeft = late("left", 0);
        }
        return lateLeft;
    }

    /**
     * The right records that came too late.
     *
     * @return as {@link #lateLeft}
     */
    public Stream<LateRecord<R>> lateRight() {
        if (lateRight == null) {
            lateRight = late("right", 1);
        }
        return lateRight;
    }

    /**
     * Says what becomes of records of either side that have no key, and of pairs for which the function of the join throws. Such a
     * pair goes to {@link Pipeline#deadLetters} as a {@link dev.millrace.api.failure.FailedPair}; its records have met, and
     * are not counted as failed.
     *
     * @param policy goes before that of the pipeline; retries hold for keys alone
     * @return this
     */
    public JoinedStream<L, R, O> onFailure(FailurePolicy policy) {
        pipeline().onFailureOfJoin(nodeId(), policy);
        return this;
    }

    /**
     * The left records that have no key; as {@link KeyedStream#failed}.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<L>> failedLeft() {
        return pipeline().withoutKey(keyBy(0));
    }

    /**
     * The right records that have no key; as {@link KeyedStream#failed}. Where the right side is a table that was made of a
     * keyed stream, which has read the key, this is the {@code failed} stream of that.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<R>> failedRight() {
        return pipeline().withoutKey(keyBy(1));
    }

    private int keyBy(int side) {
        return pipeline().inputs(nodeId()).get(side);
    }

    private <T> Stream<LateRecord<T>> late(String what, int side) {
        pipeline().requireLateStream(nodeId());
        String name = pipeline().nodeName(nodeId()) + ".late." + what;
        return new Stream<>(pipeline(), pipeline().add(id -> new Node.LateNode(id, name, nodeId(), side)));
    }
}
