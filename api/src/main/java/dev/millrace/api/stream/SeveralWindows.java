package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import java.util.List;

/**
 * A keyed stream divided into windows of several kinds at once: key and numbers of each record are read once for all of
 * them.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 */
public final class SeveralWindows<T, K> {

    private final Pipeline pipeline;
    private final int keyByNodeId;
    private final List<WindowSpec<?>> windows;

    SeveralWindows(Pipeline pipeline, int keyByNodeId, List<WindowSpec<?>> windows) {
        this.pipeline = pipeline;
        this.keyByNodeId = keyByNodeId;
        this.windows = windows;
    }

    /**
     * Computes a result for each key and window that has records, when the window closes.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param aggregate what is computed, the same for all kinds of window
     * @param <R> type of the result
     * @return the results of all kinds
     */
    public <R> SeveralResults<T, K, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        Pipeline.requireName("windowed aggregation", name);
        int node = pipeline.add(
                id -> new Node.WindowAggregateNode(id, name, keyByNodeId, windows, Emission.FINAL_ONLY, aggregate));
        return new SeveralResults<>(new WindowedResults<>(pipeline, node), windows);
    }
}
