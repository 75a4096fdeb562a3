package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;

/**
 * A sink in a pipeline under construction, and the records that it refuses.
 *
 * @param <T> type of the records
 */
public final class Written<T> {

    private final Pipeline pipeline;
    private final int nodeId;

    Written(Pipeline pipeline, int nodeId) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
    }

    /**
     * Says what becomes of records that the sink refuses with a
     * {@link dev.millrace.api.connector.RecordRefusedException}. Whatever else goes wrong in a sink fails the job.
     *
     * @param policy goes before that of the pipeline
     * @return this
     */
    public Written<T> onFailure(FailurePolicy policy) {
        pipeline.onFailure(nodeId, policy);
        return this;
    }

    /**
     * The records that the sink refuses. Whoever reads this stream takes them on; they are counted as failed, and the job goes
     * on without them.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<T>> failed() {
        return pipeline.failed(nodeId);
    }
}
