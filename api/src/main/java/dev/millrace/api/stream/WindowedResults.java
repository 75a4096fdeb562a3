package dev.millrace.api.stream;

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
