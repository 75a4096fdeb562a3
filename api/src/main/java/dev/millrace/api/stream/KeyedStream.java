package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.Versions;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.type.All;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        return new Table<>(
                pipeline, pipeline.add(id -> new Node.RunningAggregateNode(id, name, nodeId, aggregate)), keyType());
    }

    /**
     * Makes a table whose rows are the latest records of each key: a record takes the place of an earlier one.
     *
     * @param name of the table, unique in the pipeline; its state is found by it
     * @return the table
     * @see #toTable(String, ThrowingFunction)
     */
    public UpsertTable<T, K, T> toTable(String name) {
        return toTable(name, record -> record);
    }

    /**
     * Makes a table of the latest record of each key: it inserts the row of its key, updates it, or deletes it if its value is
     * null. A record with a value that is equal to that of the row changes nothing.
     *
     * <p>The latest record is the one with the greatest event time; of several at one time, the one of the later split and
     * position. So the table does not depend on the order of arrival. A delete is remembered until the watermark has passed it,
     * so that an earlier record that comes after it does not bring the row back. Records that are behind the watermark of
     * their split when they come are late: see {@link UpsertTable#late}. Where a source of the stream has no time, the latest
     * record is the one that comes last, as with {@link UpsertOrder#ARRIVAL}.
     *
     * @param name of the table, unique in the pipeline; its state is found by it
     * @param value reads the value of the row; null if the record deletes it
     * @param <V> type of the values
     * @return the table
     */
    public <V> UpsertTable<T, K, V> toTable(String name, ThrowingFunction<? super T, ? extends @Nullable V> value) {
        return toTable(name, value, defaultOrder());
    }

    /**
     * Makes a table of the latest record of each key, as {@link #toTable(String, ThrowingFunction)} does.
     *
     * @param name of the table, unique in the pipeline; its state is found by it
     * @param value reads the value of the row
     * @param isDeleted whether a record deletes the row of its key; then its value is not asked for
     * @param <V> type of the values
     * @return the table
     */
    public <V> UpsertTable<T, K, V> toTable(
            String name,
            ThrowingFunction<? super T, ? extends @Nullable V> value,
            ThrowingPredicate<? super T> isDeleted) {
        return toTable(name, value, isDeleted, defaultOrder());
    }

    /**
     * Makes a table of the latest record of each key, and says which one that is.
     *
     * @param name of the table, unique in the pipeline; its state is found by it
     * @param value reads the value of the row; null if the record deletes it
     * @param order {@link UpsertOrder#ARRIVAL} for a log of changes whose order is the truth whatever times its records have
     * @param <V> type of the values
     * @return the table
     * @throws IllegalStateException if the order is that of event time, and a source of this stream has no time
     */
    public <V> UpsertTable<T, K, V> toTable(
            String name, ThrowingFunction<? super T, ? extends @Nullable V> value, UpsertOrder order) {
        if (order == UpsertOrder.EVENT_TIME) {
            requireTime("a table in the order of event time");
        }
        return toTable(name, value, null, order);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <V> UpsertTable<T, K, V> toTable(
            String name,
            ThrowingFunction<? super T, ? extends @Nullable V> value,
            @Nullable ThrowingPredicate<? super T> isDeleted,
            UpsertOrder order) {
        Pipeline.requireName("table", name);
        return new UpsertTable<>(
                pipeline,
                pipeline.add(id -> new Node.ToTableNode(
                        id,
                        name,
                        nodeId,
                        (ThrowingFunction<Object, @Nullable Object>) value,
                        (@Nullable ThrowingPredicate<Object>) isDeleted,
                        order)),
                keyType());
    }

    private UpsertOrder defaultOrder() {
        return pipeline.isTimed(nodeId) ? UpsertOrder.EVENT_TIME : UpsertOrder.ARRIVAL;
    }

    private Optional<Class<?>> keyType() {
        return pipeline.node(nodeId) instanceof Node.KeyByNode keyBy && !keyBy.isUndivided()
                ? KeyTypes.of(keyBy.key())
                : Optional.of(All.class);
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
     * Takes the records as versions of the rows of a table: each is the value of its key from its event time on, until the
     * time of the next. Of two versions of a key with the same time the one that is later in its source counts, by split and
     * position. Versions may come out of order within the bound of their source.
     *
     * @return a table to be joined with; see {@link Stream#asOf}
     */
    public VersionedTable<K, T> versioned() {
        return versioned(new Versions(false, null, null));
    }

    /**
     * Takes the records as versions, some of which say that the key has no value from their time on.
     *
     * @param isDeletion true for these
     * @return as {@link #versioned()}
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public VersionedTable<K, T> versioned(ThrowingPredicate<? super T> isDeletion) {
        return versioned(new Versions(false, (ThrowingPredicate<Object>) isDeletion, null));
    }

    private VersionedTable<K, T> versioned(Versions versions) {
        return new VersionedTable<>(pipeline, nodeId, pipeline.key(nodeId), versions);
    }

    /**
     * Says what becomes of records that have no key.
     *
     * @param policy goes before that of the pipeline
     * @return this
     */
    public KeyedStream<T, K> onFailure(FailurePolicy policy) {
        pipeline.onFailure(nodeId, policy);
        return this;
    }

    /**
     * The records that have no key: the key function returned null for them, or threw. Whoever reads this stream takes them
     * on; they are counted as failed, and the job goes on without them. If nobody reads it, the first of them fails the job.
     *
     * <p>An {@link Error} fails the job in any case.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<T>> failed() {
        return pipeline.failed(nodeId);
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

    /**
     * Calls a function for each record of each key, late ones too, in the order in which they arrive. It has state, timers and
     * side outputs.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param function what is called
     * @param <R> type of the results
     * @return the results, and what the function gives beside them
     * @throws IllegalArgumentException if the function declares two states or two outputs of one name
     * @throws IllegalStateException if a state of it expires, and a source of this stream has no time
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <R> ProcessedStream<T, R> process(String name, ProcessFunction<? super K, ? super T, R> function) {
        Pipeline.requireName("process function", name);
        List<StateSpec<?>> states = List.copyOf(function.states());
        for (StateSpec<?> state : states) {
            if (state.ttl() != null) {
                requireTime("the state '" + state.name() + "' of '" + name + "', which expires in event time,");
            }
        }
        int id = pipeline.add(added -> new Node.ProcessNode(
                added, name, nodeId, (ProcessFunction<Object, Object, Object>) function, states, function.outputs()));
        return new ProcessedStream<>(pipeline, id, ((Node.ProcessNode) pipeline.node(id)).outputs());
    }

    private void requireTime(String what) {
        pipeline.requireTime(nodeId, what);
    }
}
