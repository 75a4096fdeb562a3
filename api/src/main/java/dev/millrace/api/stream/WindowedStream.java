package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.List;

/**
 * A keyed stream divided into windows, and when results come of them. Immutable: each method returns another.
 *
 * <p>Unless said otherwise a window gives one {@link dev.millrace.api.window.ResultKind#FINAL} result when it closes. Early
 * results never end a window: the final one always comes.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 */
public final class WindowedStream<T, K> {

    private final Pipeline pipeline;
    private final int keyByNodeId;
    private final WindowSpec<? super T> window;
    private final Emission emission;

    WindowedStream(Pipeline pipeline, int keyByNodeId, WindowSpec<? super T> window, Emission emission) {
        this.pipeline = pipeline;
        this.keyByNodeId = keyByNodeId;
        this.window = window;
        this.emission = emission;
    }

    /**
     * Early results whenever event time has passed a multiple of the period, from windows that have changed since.
     * Together with {@link #earlyEvery(long)}, whichever comes first.
     *
     * @param period whole milliseconds, at least one
     * @return another windowed stream
     */
    public WindowedStream<T, K> earlyEvery(Duration period) {
        return with("early results", emission.withEarlyEvery(period));
    }

    /**
     * Early results after so many new records of a key and window. They are given between batches, so one may cover more
     * records than that.
     *
     * @param records at least 1
     * @return another windowed stream
     */
    public WindowedStream<T, K> earlyEvery(long records) {
        if (records < 1) {
            throw new IllegalArgumentException("early results come every so many records, at least 1, got " + records);
        }
        return with("early results", emission.withEarlyEveryRecords(records));
    }

    /**
     * Each result covers only the records since the one before, instead of all. If there are none, none is given; so the
     * last result of a window may be an early one.
     *
     * @return another windowed stream
     */
    public WindowedStream<T, K> discarding() {
        return with("discarding", emission.withDiscarding());
    }

    /**
     * Windows take records for a while after they have closed; each batch of those gives a
     * {@link dev.millrace.api.window.ResultKind#LATE_UPDATE}. It has the time of its window, so a window further down takes it
     * for late unless it allows the same.
     *
     * @param lateness time after the end of a window, whole milliseconds
     * @return another windowed stream
     */
    public WindowedStream<T, K> allowedLateness(Duration lateness) {
        return with("an allowed lateness", emission.withAllowedLateness(lateness));
    }

    /**
     * What becomes of records that are late even so.
     *
     * @param policy {@link LatePolicy#SIDE_STREAM} unless set
     * @return another windowed stream
     */
    public WindowedStream<T, K> onLate(LatePolicy policy) {
        return new WindowedStream<>(pipeline, keyByNodeId, window, emission.withLatePolicy(policy));
    }

    private WindowedStream<T, K> with(String what, Emission changed) {
        if (!(window instanceof AlignedWindows) && !(window instanceof AssignedWindows<?>)) {
            throw new IllegalStateException(what + " cannot be had of windows '" + window.describe()
                    + "': each of their results is complete when it comes, and no record changes it later");
        }
        return new WindowedStream<>(pipeline, keyByNodeId, window, changed);
    }

    /**
     * Computes a result for each key and window that has records.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param aggregate what is computed, from {@link dev.millrace.api.aggregate.Aggregates} or your own
     * @param <R> type of the result
     * @return the results; final ones have the timestamp of one millisecond before the end of their window, early ones that
     *     of the watermark
     */
    public <R> WindowedResults<T, K, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        Pipeline.requireName("windowed aggregation", name);
        return new WindowedResults<>(
                pipeline,
                pipeline.add(id ->
                        new Node.WindowAggregateNode(id, name, keyByNodeId, List.of(window), emission, aggregate)));
    }
}
