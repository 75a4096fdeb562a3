package dev.millrace.api.stream;

import dev.millrace.api.window.WindowSpec;
import java.util.List;

/**
 * A stream whose records have a key.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 */
public final class KeyedStream<T, K> {

    private final Pipeline pipeline;
    private final int nodeId;

    KeyedStream(Pipeline pipeline, int nodeId) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
    }

    /**
     * Divides the records of each key into windows.
     *
     * @param window from {@link dev.millrace.api.window.Windows}
     * @return what can be aggregated
     * @throws IllegalStateException if a source of this stream has no time
     */
    public WindowedStream<T, K> window(WindowSpec window) {
        List<String> untimed = pipeline.untimedSources(nodeId);
        if (!untimed.isEmpty()) {
            throw new IllegalStateException("a window needs records with a time, but "
                    + (untimed.size() == 1 ? "the source " : "the sources ") + untimed
                    + (untimed.size() == 1 ? " has" : " have")
                    + " none; add .eventTime(...), .sourceTime() or .processingTime() to what is read");
        }
        return new WindowedStream<>(pipeline, nodeId, window);
    }
}
