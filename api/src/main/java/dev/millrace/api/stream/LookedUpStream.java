package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;

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
