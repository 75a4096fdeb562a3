package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
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
     * @param window from {@link dev.millrace.api.window.Windows}, or your own
     * @return what can be aggregated
     * @throws IllegalStateException if a source of this stream has no time
     */
    public WindowedStream<T, K> window(WindowSpec<? super T> window) {
        requireTime("a window");
        return new WindowedStream<>(pipeline, nodeId, window, Emission.FINAL_ONLY);
    }

    /**
     * Divides the records of each key into windows of several kinds, in one pass.
     *
     * @param first kind of window
     * @param more kinds
     * @return what can be aggregated
     * @throws IllegalStateException if a source of this stream has no time
     * @throws IllegalArgumentException if a kind is given twice
     */
    @SafeVarargs
    public final SeveralWindows<T, K> windows(WindowSpec<? super T> first, WindowSpec<? super T>... more) {
        requireTime("a window");
        List<WindowSpec<?>> windows = new ArrayList<>(List.of(first));
        for (WindowSpec<? super T> window : more) {
            if (windows.contains(window)) {
                throw new IllegalArgumentException(
                        "the windows '" + window.describe() + "' are given twice; each kind once is enough");
            }
            windows.add(window);
        }
        return new SeveralWindows<>(pipeline, nodeId, List.copyOf(windows));
    }

    /**
     * Aggregates all records of each key so far: every record updates the result of its key, in order of arrival. A key
     * keeps its accumulator for as long as the job runs.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param aggregate what is computed; not one that needs records in order
     * @param <R> type of the result
     * @return a table from key to result, with a change for each record
     */
    public <R> Table<K, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        Pipeline.requireName("running aggregation", name);
        if (aggregate.isOrdered()) {
            throw new IllegalArgumentException("the running aggregation '" + name
                    + "' gives a result for each record as"
                    + " it comes, but " + aggregate.describe() + " needs records in the order of event time; use a"
                    + " window, or an aggregate that does not");
        }
        return new Table<>(pipeline, pipeline.add(id -> new Node.RunningAggregateNode(id, name, nodeId, aggregate)));
    }

    /**
     * Keeps the first record of each key, and drops others of the same key whose event time is less than a bound away
     * from it. The first is the one that comes first. Dropped ones are counted as filtered.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param within the bound, positive; a key is forgotten when the watermark is that far behind its first record
     * @return a stream of the records that were kept
     * @throws IllegalStateException if a source of this stream has no time
     */
    public Stream<T> deduplicate(String name, Duration within) {
        Pipeline.requireName("deduplication", name);
        requireTime("the bound of a deduplication");
        if (within.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "the bound of the deduplication '" + name + "' must be at least PT0.001S, got " + within);
        }
        return new Stream<>(pipeline, pipeline.add(id -> new Node.DeduplicateNode(id, name, nodeId, within)));
    }

    /**
     * Searches the records of each key for a pattern. They are taken in the order of event time, ties by split and position, when
     * the watermark has passed them; those that come behind it go to {@link PatternMatches#late}.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param pattern what is searched for
     * @return a stream of matches
     * @throws IllegalStateException if a source of this stream has no time
     * @throws IllegalArgumentException if the pattern matches no record at all, or could keep state for ever without saying so
     */
    public PatternMatches<T, K> match(String name, Pattern<? super T> pattern) {
        Pipeline.requireName("pattern", name);
        requireTime("a pattern");
        pattern.validated();
        boolean hasEnd = pattern.within() != null;
        return new PatternMatches<>(
                pipeline, pipeline.add(id -> new Node.PatternNode(id, name, nodeId, pattern)), hasEnd);
    }

    private void requireTime(String what) {
        List<String> untimed = pipeline.untimedSources(nodeId);
        if (!untimed.isEmpty()) {
            throw new IllegalStateException(what + " needs records with a time, but "
                    + (untimed.size() == 1 ? "the source " : "the sources ") + untimed
                    + (untimed.size() == 1 ? " has" : " have")
                    + " none; add .eventTime(...), .sourceTime() or .processingTime() to what is read");
        }
    }
}
