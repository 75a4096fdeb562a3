package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.WindowSpec;

/**
 * A keyed stream divided into windows.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 */
public final class WindowedStream<T, K> {

    private final Pipeline pipeline;
    private final int keyByNodeId;
    private final WindowSpec window;

    WindowedStream(Pipeline pipeline, int keyByNodeId, WindowSpec window) {
        this.pipeline = pipeline;
        this.keyByNodeId = keyByNodeId;
        this.window = window;
    }

    /**
     * Computes one result for each key and window that has records, when the window closes.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param aggregate what is computed, from {@link dev.millrace.api.aggregate.Aggregates} or your own
     * @param <R> type of the result
     * @return the results, with timestamps of one millisecond before the end of their window
     */
    public <R> WindowedResults<T, K, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        Pipeline.requireName("windowed aggregation", name);
        return new WindowedResults<>(
                pipeline, pipeline.add(id -> new Node.WindowAggregateNode(id, name, keyByNodeId, window, aggregate)));
    }
}
