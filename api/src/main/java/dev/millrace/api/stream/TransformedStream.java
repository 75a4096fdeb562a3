package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;

/**
 * What a function without state makes of records, and the records for which it throws.
 *
 * @param <T> type of the records that it gets
 * @param <R> type of the records that it gives
 */
public final class TransformedStream<T, R> extends Stream<R> {

    TransformedStream(Pipeline pipeline, int nodeId) {
        super(pipeline, nodeId);
    }

    /**
     * Says what becomes of records for which the function throws.
     *
     * @param policy goes before that of the pipeline
     * @return this
     */
    public TransformedStream<T, R> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * The records for which the function throws. Whoever reads this stream takes them on; they are counted as failed, nothing
     * that the function gave for them goes on, and the job goes on without them.
     *
     * <p>An {@link Error} fails the job in any case.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<T>> failed() {
        return pipeline().failed(nodeId());
    }
}
