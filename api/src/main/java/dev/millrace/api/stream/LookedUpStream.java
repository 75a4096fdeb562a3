package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;

/**
 * The results of a join with an outside system, and the records that it could not be asked for.
 *
 * @param <T> type of the records
 * @param <O> type of the results
 */
public final class LookedUpStream<T, O> extends Stream<O> {

    LookedUpStream(Pipeline pipeline, int nodeId) {
        super(pipeline, nodeId);
    }

    /**
     * Says what becomes of records that have no answer.
     *
     * @param policy goes before that of the pipeline, without retries: {@link LookupJoin} has its own
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    public LookedUpStream<T, O> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * The records whose last attempt failed, or whose key or result could not be computed. Whoever reads this stream takes
     * them on; they are counted as failed, and the job goes on without them. If nobody reads it, the first of them fails the
     * job.
     *
     * <p>An {@link Error} fails the job in any case.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<T>> failed() {
        return pipeline().failed(nodeId());
    }
}
