package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;

/**
 * The records of a source, and what it could not make records of.
 *
 * @param <T> type of the records
 */
public final class SourceStream<T> extends Stream<T> {

    SourceStream(Pipeline pipeline, int nodeId) {
        super(pipeline, nodeId);
    }

    /**
     * Says what becomes of bytes that are no record, and of records without a time.
     *
     * @param policy without retries, since bytes stay what they are
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    public SourceStream<T> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * What the source could not make records of: the bytes, as a {@code byte[]}, that its decoder refused, and the records, of
     * type {@code T}, whose time could not be read. Whoever reads this stream takes them on; they are counted as failed, and
     * the job goes on without them. The connector must be one that knows the bytes: those of files do.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<Object>> failed() {
        return pipeline().failed(nodeId());
    }
}
