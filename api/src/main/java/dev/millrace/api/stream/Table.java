package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.Versions;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.Row;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.type.All;
import dev.millrace.api.type.StableHash;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that have a key and change over time, in a pipeline under construction. A stream is a sequence of facts; a table is
 * the state that changes leave behind. The compiler keeps the two apart: {@link #changes} and {@link #toStream} make facts of
 * the changes.
 *
 * <p>Neither keys nor values are null. All changes of one key come in order, an insert first, an update or a delete only of a
 * row that is there. Values are compared by {@code equals}: where rows are kept, an update to an equal value is none.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public sealed class Table<K, V> permits UpsertTable {

    /** The most rows that a ranking may have. */
    public static final int TOP_MAX = 10_000;

    private final Pipeline pipeline;
    private final int nodeId;
    private final Optional<Class<?>> keyType;

    Table(Pipeline pipeline, int nodeId, Optional<Class<?>> keyType) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
        this.keyType = keyType;
    }

    /**
     * Says what becomes of a row for which the function of this table throws: that of its map, filter, join or aggregate. Where such
     * rows are set aside, the table does not have them, as if a filter had left them out, and {@link Pipeline#deadLetters} has what
     * the function was called with: the change, the two values of a join as a {@link dev.millrace.api.failure.FailedPair}, the
     * key of a result as a {@link dev.millrace.api.failure.FailedResult}. The change that came is counted as passed.
     *
     * <p>A record of which no row can be made, or that an aggregate cannot take, is itself set aside and counted as failed, and
     * the row stays as it was.
     *
     * <p>A map keeps no rows: it deletes one for which its function throws, with null as its last value, whether it is there or
     * not, and so does an aggregate with the row of a result. What {@link #changes} of these has may then delete a row twice, or
     * update one that is gone; all that keeps rows takes no notice.
     *
     * @param policy goes before that of the pipeline, without retries
     * @return this
     * @throws IllegalArgumentException if the policy has retries, or this table has no function: {@link #top} compares, and
     *     where that throws the job fails
     */
    public Table<K, V> onFailure(FailurePolicy policy) {
        pipeline.onFailureOfTable(nodeId, policy);
        return this;
    }

    /**
     * Every change, in order for each key.
     *
     * @return a stream of changes, each with the event time of what caused it
     */
    public final Stream<Change<K, V>> changes() {
        return new Stream<>(pipeline, nodeId);
    }

    /**
     * Remembers former values, so that a stream can be joined with the table as it was at the time of each record. A row has
     * its new value from the event time of the change on, and none from that of a deletion. Changes of a row follow each other
     * as they come: one with an earlier time than the change before it counts from the time of that one, and one that is behind
     * the watermark counts from there. So what comes out is only determined by event time if the changes of a row come in its
     * order; for versions that are out of order, use {@link KeyedStream#versioned()}.
     *
     * @return a table to be joined with; see {@link Stream#asOf}
     */
    public VersionedTable<K, V> versioned() {
        return new VersionedTable<>(
                pipeline,
                nodeId,
                change -> ((Change<?, ?>) change).key(),
                new Versions(
                        true,
                        change -> ((Change<?, ?>) change).kind() == ChangeKind.DELETE,
                        change -> ((Change<?, ?>) change).value()));
    }

    /**
     * Every row that is added or taken away, in order for each key. An update is two records, the row before and the row after;
     * one to an equal value is none.
     *
     * @param name of this operator, unique in the pipeline; its state, the rows, is found by it
     * @return a stream of changes with their kind, each with the event time of what caused it
     */
    public final Stream<RowChange<K, V>> toStream(String name) {
        Pipeline.requireName("stream of rows", name);
        int keyed = keyed(name + ".rows");
        return new Stream<>(pipeline, pipeline.add(id -> new Node.ToStreamNode(id, name, keyed)));
    }

    /**
     * Replaces the value of each row. Nothing is kept, so an update may be one to an equal value, and the last value of a row
     * that is deleted is mapped again.
     *
     * @param function computes the replacement, not null; it must give equal values for equal ones
     * @param <W> type of the new values
     * @return a table with the same keys
     */
    public final <W> Table<K, W> map(ThrowingFunction<? super V, ? extends W> function) {
        return map(function, false);
    }

    /**
     * Replaces the value of each row, as {@link #map} does, with a look at its key.
     *
     * @param function computes the replacement, not null; it must give equal values for equal rows
     * @param <W> type of the new values
     * @return a table with the same keys
     */
    public final <W> Table<K, W> mapRows(ThrowingFunction<? super Row<K, V>, ? extends W> function) {
        return map(function, true);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <W> Table<K, W> map(ThrowingFunction<?, ?> function, boolean isOfRows) {
        return new Table<>(
                pipeline,
                pipeline.add(id -> new Node.TableMapNode(
                        id,
                        Pipeline.derivedName("map", id),
                        nodeId,
                        (ThrowingFunction<Object, Object>) function,
                        isOfRows)),
                keyType);
    }

    /**
     * Keeps the rows that match. A row that does not match any more is deleted, one that does from now on is inserted.
     *
     * @param name of this operator, unique in the pipeline; its state, the rows that match, is found by it
     * @param predicate true for the values of rows that are kept
     * @return a table of these rows
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public final Table<K, V> filter(String name, ThrowingPredicate<? super V> predicate) {
        Pipeline.requireName("filter of a table", name);
        int keyed = keyed(name + ".rows");
        return new Table<>(
                pipeline,
                pipeline.add(id -> new Node.TableFilterNode(id, name, keyed, (ThrowingPredicate<Object>) predicate)),
                keyType);
    }

    /**
     * Joins this table, as the left side, with another that has the same keys.
     *
     * @param name of the join, unique in the pipeline; its state is found by it
     * @param right the other side, a table of the same pipeline; may be this one
     * @param <R> type of its values
     * @return what remains to be said: which keys have a row, and what their values are
     * @throws IllegalArgumentException if the keys can never be equal
     */
    public final <R> TablePair<K, V, R> join(String name, Table<K, R> right) {
        requireJoinable(name, right, keyType);
        return new TablePair<>(name, this, right);
    }

    /**
     * Joins each row of this table with the row of another that it refers to.
     *
     * @param name of the join, unique in the pipeline; its state is found by it
     * @param right the table that is referred to, of the same pipeline; may be this one
     * @param foreignKey reads from a value the key that it refers to, of a type that {@link StableHash} supports; null if it
     *     refers to nothing. It must give equal keys for equal values
     * @param <F> type of the keys that are referred to
     * @param <R> type of the values that are referred to
     * @return what remains to be said: which rows stay, and what their values are
     * @throws IllegalArgumentException if the type of the foreign key is known and has no stable hash, or the keys can never be
     *     equal
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public final <F, R> ReferringTable<K, V, F, R> joinOn(
            String name, Table<F, R> right, ThrowingFunction<? super V, ? extends @Nullable F> foreignKey) {
        Optional<Class<?>> foreignType = KeyTypes.of(foreignKey);
        foreignType.ifPresent(StableHash::requireSupported);
        requireJoinable(name, right, foreignType);
        return new ReferringTable<>(name, this, right, (ThrowingFunction<Object, @Nullable Object>) foreignKey);
    }

    private void requireJoinable(String name, Table<?, ?> right, Optional<Class<?>> leftType) {
        Pipeline.requireName("join", name);
        if (right.pipeline != pipeline) {
            throw new IllegalArgumentException("tables of two pipelines cannot be joined: '" + pipeline.name()
                    + "' and '" + right.pipeline.name() + "'");
        }
        KeyTypes.requireComparable("the join '" + name + "'", leftType, right.keyType);
    }

    /**
     * The first rows in an order, kept up to date: as rows change, come and go, the ranking follows. All rows are kept,
     * in one task, so that the next one can move up.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param rows how many, between 1 and {@link #TOP_MAX}
     * @param order best first; rows that it calls equal are in the order of their last change, earlier ones first
     * @return a table with one row, the ranking; it changes when one of its rows does
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public final Table<All, List<Row<K, V>>> top(String name, int rows, Comparator<? super V> order) {
        Pipeline.requireName("ranking", name);
        if (rows < 1 || rows > TOP_MAX) {
            throw new IllegalArgumentException(
                    "a ranking must have between 1 and " + TOP_MAX + " rows, got " + rows + " for '" + name + "'");
        }
        return new Table<>(
                pipeline,
                pipeline.add(id -> new Node.TopNode(id, name, nodeId, rows, (Comparator<Object>) order)),
                Optional.of(All.class));
    }

    /** Adds a node that gives each change the key of its row. */
    final int keyed(String name) {
        return keyed(pipeline, nodeId, name);
    }

    @SuppressWarnings("unchecked") // nodes are untyped
    static int keyed(Pipeline pipeline, int changes, String name) {
        ThrowingFunction<Change<Object, Object>, Object> key = Change::key;
        return pipeline.add(id ->
                new Node.KeyByNode(id, name, changes, (ThrowingFunction<Object, Object>) (ThrowingFunction<?, ?>) key));
    }

    final Pipeline pipeline() {
        return pipeline;
    }

    final int nodeId() {
        return nodeId;
    }

    /** The type of the keys, where it is known. */
    final Optional<Class<?>> keyType() {
        return keyType;
    }
}
