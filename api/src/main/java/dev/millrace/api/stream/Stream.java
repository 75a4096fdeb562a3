package dev.millrace.api.stream;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingConsumer;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.Tag;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.type.All;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.WindowSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of records in a pipeline under construction. Methods add to the pipeline and return the new stream; this one
 * can be used again, and then each consumer sees all of its records.
 *
 * <p>Functions that users hand over are called on worker threads, one call at a time for each worker, so what they
 * share must be thread-safe. They must not block for long, must not change the record, and may throw: an exception
 * fails the job with the operator's name and the record's position, unless a
 * {@link dev.millrace.api.failure.FailurePolicy} says otherwise.
 *
 * @param <T> type of the records
 */
public class Stream<T> {

    private final Pipeline pipeline;
    private final int nodeId;

    Stream(Pipeline pipeline, int nodeId) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
    }

    /**
     * Replaces each record.
     *
     * @param function computes the replacement, not null
     * @param <R> type of the new records
     * @return the new stream
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <R> TransformedStream<T, R> map(ThrowingFunction<? super T, ? extends R> function) {
        return new TransformedStream<>(
                pipeline,
                pipeline.add(id -> new Node.MapNode(
                        id, Pipeline.derivedName("map", id), nodeId, (ThrowingFunction<Object, Object>) function)));
    }

    /**
     * Keeps the records that match.
     *
     * @param predicate true for what is kept
     * @return the new stream
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public TransformedStream<T, T> filter(ThrowingPredicate<? super T> predicate) {
        return new TransformedStream<>(
                pipeline,
                pipeline.add(id -> new Node.FilterNode(
                        id, Pipeline.derivedName("filter", id), nodeId, (ThrowingPredicate<Object>) predicate)));
    }

    /**
     * Replaces each record by any number of records with the same timestamp.
     *
     * @param mapper hands over the replacements
     * @param <R> type of the new records
     * @return the new stream
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <R> TransformedStream<T, R> flatMap(FlatMapper<? super T, R> mapper) {
        return new TransformedStream<>(
                pipeline,
                pipeline.add(id -> new Node.FlatMapNode(
                        id, Pipeline.derivedName("flatMap", id), nodeId, (FlatMapper<Object, Object>) mapper)));
    }

    /**
     * Looks at each record on its way.
     *
     * @param action what is done
     * @return a stream of the same records
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public TransformedStream<T, T> peek(ThrowingConsumer<? super T> action) {
        return new TransformedStream<>(
                pipeline,
                pipeline.add(id -> new Node.PeekNode(
                        id, Pipeline.derivedName("peek", id), nodeId, (ThrowingConsumer<Object>) action)));
    }

    /**
     * Brings this and other streams together. Time follows the slowest of them.
     *
     * @param others streams of the same pipeline
     * @return a stream with the records of all
     */
    @SafeVarargs
    public final Stream<T> union(Stream<? extends T>... others) {
        List<Integer> inputs = new ArrayList<>(List.of(nodeId));
        for (Stream<? extends T> other : others) {
            if (other.pipeline() != pipeline) {
                throw new IllegalArgumentException("streams of two pipelines cannot be united: '" + pipeline.name()
                        + "' and '" + other.pipeline().name() + "'");
            }
            inputs.add(other.nodeId());
        }
        return new Stream<>(
                pipeline, pipeline.add(id -> new Node.UnionNode(id, Pipeline.derivedName("union", id), inputs)));
    }

    /**
     * Joins this stream, as the left side, with another.
     *
     * @param name of the join, unique in the pipeline; its state is found by it
     * @param right the other side, a stream of the same pipeline; may be this one
     * @param <R> type of its records
     * @return what remains to be said: keys, a bound, and which records come
     */
    public final <R> Join<T, R> join(String name, Stream<R> right) {
        return new Join<>(name, this, right);
    }

    /**
     * Brings the records of this stream and others together by key and window; for more than two streams, or for results
     * over all records of a key rather than pairs.
     *
     * @param name of the co-group, unique in the pipeline; its state is found by it
     * @param tag by which the records of this stream are found in a group
     * @param key reads their key, never null; of a type that {@link StableHash} supports
     * @param <K> type of the keys
     * @return what remains to be said: other streams, windows, and what is made of a group
     * @throws IllegalArgumentException if the type of the key is known and has no stable hash
     */
    public final <K> CoGroup<K> coGroup(String name, Tag<T> tag, ThrowingFunction<? super T, ? extends K> key) {
        return new CoGroup<>(name, tag, this, key);
    }

    /**
     * Joins each record with the version that a table had of its key at the event time of the record. Records and versions
     * go to the worker of their key.
     *
     * @param name of the join, unique in the pipeline; its state is found by it
     * @param table of the same pipeline; may be made of this stream
     * @param key reads the key of a record, never null
     * @param <K> type of the keys
     * @param <V> type of the table's values
     * @return what remains to be said: other versions, an age, and which records come
     * @throws IllegalArgumentException if a type is known and has no stable hash, or keys can never be equal
     */
    public final <K, V> TableJoin<T, V> asOf(
            String name, VersionedTable<K, V> table, ThrowingFunction<? super T, ? extends K> key) {
        return TableJoin.of(name, this, table, key, false);
    }

    /**
     * Joins each record with a small table that goes to every worker as a whole: the records of this stream stay where they
     * are, whatever their key. They meet the newest version that is known, once the table has been read to its known end;
     * {@link TableJoin#atEventTime} and {@link TableJoin#latest} ask for others.
     *
     * @param name of the join, unique in the pipeline; its state is found by it
     * @param table of the same pipeline, kept by each task of the join
     * @param key reads the key of a record, never null
     * @param <K> type of the keys
     * @param <V> type of the table's values
     * @return as {@link #asOf}
     * @throws IllegalArgumentException as {@link #asOf}
     */
    public final <K, V> TableJoin<T, V> broadcastJoin(
            String name, VersionedTable<K, V> table, ThrowingFunction<? super T, ? extends K> key) {
        return TableJoin.of(name, this, table, key, true);
    }

    /**
     * Joins this stream with an outside system: each record with what that answers when it is asked for the record's key.
     *
     * @param name of the lookup, unique in the pipeline
     * @param key reads what is asked for, never null
     * @param lookup asks, without blocking this stream
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return what remains to be said: limits, and what becomes of records without an answer
     */
    public final <K, V> LookupJoin<T, V> lookup(
            String name, ThrowingFunction<? super T, ? extends K> key, Lookup<K, V> lookup) {
        return new LookupJoin<>(name, this, key, lookup);
    }

    /**
     * Gives each record a key. A method reference to an accessor that returns a {@code long} or {@code int} is read and
     * takes a path without boxing.
     *
     * @param key reads the key, never null; of a type that {@link StableHash} supports
     * @param <K> type of the key
     * @return the keyed stream
     * @throws IllegalArgumentException if the type of the key is known and has no stable hash
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <K> KeyedStream<T, K> keyBy(ThrowingFunction<? super T, ? extends K> key) {
        LambdaSignature.read(key)
                .flatMap(signature -> signature.returnClass(key.getClass().getClassLoader()))
                .ifPresent(StableHash::requireSupported);
        return new KeyedStream<>(
                pipeline,
                pipeline.add(id -> new Node.KeyByNode(
                        id, Pipeline.derivedName("keyBy", id), nodeId, (ThrowingFunction<Object, Object>) key)));
    }

    /**
     * Divides all records into windows, whatever their key would be. Workers aggregate what they read, and one of them
     * merges that.
     *
     * @param window from {@link dev.millrace.api.window.Windows}, or your own
     * @return what can be aggregated
     * @throws IllegalStateException if a source of this stream has no time
     */
    public WindowedStream<T, All> window(WindowSpec<? super T> window) {
        return undivided().window(window);
    }

    /**
     * Aggregates all records so far; as {@link KeyedStream#aggregate} with one key.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param aggregate what is computed; not one that needs records in order
     * @param <R> type of the result
     * @return a table with one row
     */
    public <R> Table<All, R> aggregate(String name, Aggregate<? super T, ?, R> aggregate) {
        return undivided().aggregate(name, aggregate);
    }

    /**
     * Searches all records for a pattern, in one task; see {@link KeyedStream#match}.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param pattern what is searched for
     * @return a stream of matches
     * @throws IllegalStateException if a source of this stream has no time
     * @throws IllegalArgumentException if the pattern matches no record at all, or could keep state for ever without saying so
     */
    public PatternMatches<T, All> match(String name, Pattern<? super T> pattern) {
        return undivided().match(name, pattern);
    }

    private KeyedStream<T, All> undivided() {
        return new KeyedStream<>(
                pipeline,
                pipeline.add(
                        id -> new Node.KeyByNode(id, Pipeline.derivedName("all", id), nodeId, Node.KeyByNode.ONE_KEY)));
    }

    /**
     * Writes the records.
     *
     * @param name of the sink, unique in the pipeline
     * @param sink where to
     * @return what can be said of the records that the sink refuses
     */
    public Written<T> write(String name, Sink<? super T> sink) {
        Pipeline.requireName("sink", name);
        return new Written<>(pipeline, pipeline.add(id -> new Node.SinkNode(id, name, nodeId, sink)));
    }

    /** Throws if a source of this stream has no time. */
    final void requireTime(String what) {
        pipeline.requireTime(nodeId, what);
    }

    /**
     * The pipeline that this stream belongs to.
     *
     * @return the builder
     */
    public final Pipeline pipeline() {
        return pipeline;
    }

    /**
     * The node that produces this stream.
     *
     * @return its id in the graph
     */
    public final int nodeId() {
        return nodeId;
    }
}
