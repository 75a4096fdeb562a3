package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of an aggregation over windows of several kinds, a stream for each.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 * @param <R> type of the results
 */
public final class SeveralResults<T, K, R> {

    private final WindowedResults<T, K, R> first;
    private final List<WindowSpec<?>> windows;
    private final Map<Integer, Stream<WindowResult<K, R>>> others = new HashMap<>();

    SeveralResults(WindowedResults<T, K, R> first, List<WindowSpec<?>> windows) {
        this.first = first;
        this.windows = windows;
    }

    /**
     * The results of one kind of window. Those of kinds that nobody asks for are not computed to their end, only counted.
     *
     * @param window one of the kinds that the stream was divided into, or equal to it
     * @return its results; the same stream at each call
     * @throws IllegalArgumentException if it is none of them
     */
    public Stream<WindowResult<K, R>> of(WindowSpec<?> window) {
        int index = windows.indexOf(window);
        if (index < 0) {
            throw new IllegalArgumentException("no windows '" + window.describe() + "' among "
                    + windows.stream().map(WindowSpec::describe).toList());
        }
        return index == 0 ? first : others.computeIfAbsent(index, this::output);
    }

    private Stream<WindowResult<K, R>> output(int index) {
        Pipeline pipeline = first.pipeline();
        String name = pipeline.nodeName(first.nodeId()) + "." + index;
        return new Stream<>(pipeline, pipeline.add(id -> new Node.WindowOutputNode(id, name, first.nodeId(), index)));
    }

    /**
     * Says what becomes of records that the aggregate cannot take, and of results that it cannot make, in windows of all kinds.
     *
     * @param policy as for {@link WindowedResults#onFailure}
     * @return this
     */
    public SeveralResults<T, K, R> onFailure(FailurePolicy policy) {
        first.onFailure(policy);
        return this;
    }

    /**
     * The records that came after their windows of all kinds had closed; each with the last of these to close.
     *
     * @return the stream of late records; the same at each call
     */
    public Stream<LateRecord<T>> late() {
        return first.late();
    }
}
