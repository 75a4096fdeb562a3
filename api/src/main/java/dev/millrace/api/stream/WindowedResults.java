package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import org.jspecify.annotations.Nullable;

/**
 * The results of a windowed aggregation, and the records that came too late for it.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 * @param <R> type of the results
 */
public final class WindowedResults<T, K, R> extends Stream<WindowResult<K, R>> {

    private @Nullable Stream<LateRecord<T>> late;

    WindowedResults(Pipeline pipeline, int nodeId) {
        super(pipeline, nodeId);
    }

    /**
     * Says what becomes of records that the aggregate cannot take, and of results that it cannot make. A record for which one of its
     * functions throws is counted as failed, and all results are those of the other records. A result that it cannot make is set
     * aside as a {@link dev.millrace.api.failure.FailedResult}; its records have passed. What is set aside goes to
     * {@link Pipeline#deadLetters}. A sum that overflows and an accumulator that cannot be merged fail the job in any case.
     *
     * @param policy goes before that of the pipeline, without retries
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    public WindowedResults<T, K, R> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * The records whose window had closed before they came. If nobody reads them they are counted in the ledger all the
     * same.
     *
     * @return the stream of late records; the same at each call
     * @throws IllegalStateException if another policy than the side stream was chosen
     */
    public Stream<LateRecord<T>> late() {
        pipeline().requireLateStream(nodeId());
        if (late == null) {
            String name = pipeline().nodeName(nodeId()) + ".late";
            late = new Stream<>(pipeline(), pipeline().add(id -> new Node.LateNode(id, name, nodeId(), 0)));
        }
        return late;
    }
}
