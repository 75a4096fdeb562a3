package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.AsOf;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.join.VersionChoice;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A join of a stream with a table that is described but for what becomes of records for which the table has nothing. Each
 * record of the stream gives at most one result, with the event time of that record. Immutable.
 *
 * <p>Which version of a row a record meets:
 *
 * <ul>
 *   <li>{@link #atEventTime}, unless something else is asked for by an as-of join: the one that the table had at the event
 *       time of the record, however late either comes within the bounds of its source. A record waits until the table's
 *       watermark has passed it, or is told that it did not ({@link #onIncomplete}).
 *   <li>{@link #latest}: the newest that is known when the record comes. Nothing waits, and answers depend on who came first.
 *   <li>{@link #bootstrapFirst}, unless something else is asked for by a broadcast join: as {@code latest}, but no record is
 *       joined before the table has been read to its known end once.
 * </ul>
 *
 * @param <L> type of the records of the stream
 * @param <V> type of the table's values
 */
public final class TableJoin<L, V> {

    private final Sides<L> sides;
    private final Options options;

    /** What is joined. */
    private record Sides<L>(
            String name,
            Stream<L> left,
            ThrowingFunction<Object, Object> leftKey,
            VersionedTable<?, ?> table,
            boolean isBroadcast) {}

    /** How. */
    private record Options(
            VersionChoice choice,
            OnIncomplete onIncomplete,
            @Nullable Duration maxAge,
            Duration lead) {

        Options with(VersionChoice other) {
            return new Options(other, onIncomplete, maxAge, lead);
        }
    }

    private TableJoin(Sides<L> sides, Options options) {
        this.sides = sides;
        this.options = options;
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    static <L, K, V> TableJoin<L, V> of(
            String name,
            Stream<L> left,
            VersionedTable<K, V> table,
            ThrowingFunction<? super L, ? extends K> key,
            boolean isBroadcast) {
        Pipeline.requireName("join", name);
        if (left.pipeline() != table.pipeline()) {
            throw new IllegalArgumentException("a stream and a table of two pipelines cannot be joined: '"
                    + left.pipeline().name() + "' and '" + table.pipeline().name() + "'");
        }
        KeyTypes.requireComparable("the join '" + name + "'", key, table.key());
        VersionChoice choice = isBroadcast ? VersionChoice.BOOTSTRAP_FIRST : VersionChoice.AS_OF;
        return new TableJoin<>(
                new Sides<>(name, left, (ThrowingFunction<Object, Object>) key, table, isBroadcast),
                new Options(choice, OnIncomplete.WAIT, null, JoinSpec.DEFAULT_LEAD));
    }

    /**
     * Joins each record with the version that the table had at the event time of the record: of all versions of its key that are
     * not later, the one with the latest time. Both sides need event time.
     *
     * @return another description
     */
    public TableJoin<L, V> atEventTime() {
        return new TableJoin<>(sides, options.with(VersionChoice.AS_OF));
    }

    /**
     * Joins each record with the version that is the newest by event time of those that have come before the record. Nothing
     * waits and nothing is late, one version is kept for each key, and the result depends on the order of arrival; so it is
     * for tables that change slowly, where a value that is a little old or new does no harm.
     *
     * @return another description
     */
    public TableJoin<L, V> latest() {
        return new TableJoin<>(sides, options.with(VersionChoice.LATEST));
    }

    /**
     * As {@link #latest}, but no record is joined before the table has been read to its known end once: until each of its
     * sources has nothing more to give at that moment, or has ended. So the first records do not meet an empty table. The
     * stream is not read meanwhile, unless it comes from the same source.
     *
     * @return another description
     */
    public TableJoin<L, V> bootstrapFirst() {
        return new TableJoin<>(sides, options.with(VersionChoice.BOOTSTRAP_FIRST));
    }

    /**
     * Leaves out versions that are too old: a record whose version is older than that meets none.
     *
     * @param maxAge event time from the version to the record; whole milliseconds, not negative
     * @return another description
     * @throws IllegalArgumentException if it is negative, longer than 1,000 years, or finer than milliseconds
     */
    public TableJoin<L, V> within(Duration maxAge) {
        return new TableJoin<>(
                sides, new Options(options.choice, options.onIncomplete, AsOfJoin.requireAge(maxAge), options.lead));
    }

    /**
     * Says what is done with a record for whose time the table may still get versions. With {@link OnIncomplete#TELL} only
     * {@link #each} can follow, whose results know of it.
     *
     * @param action {@link OnIncomplete#WAIT} unless set
     * @return another description
     */
    public TableJoin<L, V> onIncomplete(OnIncomplete action) {
        return new TableJoin<>(sides, new Options(options.choice, action, options.maxAge, options.lead));
    }

    /**
     * Sets how far one side may be ahead of the other in event time while that one has something to give, and so how many
     * records wait and how many versions are kept when one is read faster. For joins at event time.
     *
     * @param max {@link JoinSpec#DEFAULT_LEAD} unless set; not negative
     * @return another description
     */
    public TableJoin<L, V> lead(Duration max) {
        return new TableJoin<>(
                sides, new Options(options.choice, options.onIncomplete, options.maxAge, JoinSpec.requireLead(max)));
    }

    /**
     * Gives a result for each record for which the table has a value. The others are counted as filtered.
     *
     * @param joiner makes a result of a record and a value
     * @param <O> type of the results
     * @return the results; late records are those of the stream (left) and of the table's versions (right)
     * @throws IllegalStateException if a side has no time where one is needed, or incomplete answers could not be told
     */
    public <O> JoinedStream<L, V, O> inner(Joiner<? super L, ? super V, ? extends O> joiner) {
        requireAnswersAreComplete();
        return add(JoinType.INNER, joiner, false);
    }

    /**
     * Gives a result for each record.
     *
     * @param joiner makes a result of a record and a value; that is null if the table has none
     * @param <O> type of the results
     * @return as {@link #inner}
     * @throws IllegalStateException as {@link #inner}
     */
    public <O> JoinedStream<L, V, O> leftOuter(Joiner<? super L, @Nullable V, ? extends O> joiner) {
        requireAnswersAreComplete();
        return add(JoinType.LEFT, joiner, false);
    }

    /**
     * Gives a result for each record, which is told the time of the version and whether the table was complete.
     *
     * @param joiner makes a result of a record and what the table had for it
     * @param <O> type of the results
     * @return as {@link #inner}
     * @throws IllegalStateException if a side has no time where one is needed
     */
    public <O> JoinedStream<L, V, O> each(Joiner<? super L, AsOf<V>, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner, true);
    }

    private void requireAnswersAreComplete() {
        if (options.choice == VersionChoice.AS_OF && options.onIncomplete == OnIncomplete.TELL) {
            throw new IllegalStateException(
                    "the join '" + sides.name + "' does not wait for its table (TELL), but inner and"
                            + " leftOuter cannot be told whether it was complete; use each((record, asOf) -> ...), or WAIT");
        }
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> JoinedStream<L, V, O> add(JoinType type, Joiner<?, ?, ?> joiner, boolean isTold) {
        Stream<L> left = sides.left;
        VersionedTable<?, ?> table = sides.table;
        Pipeline pipeline = left.pipeline();
        if (options.choice == VersionChoice.AS_OF || options.maxAge != null) {
            left.requireTime("the join '" + sides.name + "'");
            pipeline.requireTime(table.nodeId(), "the table of the join '" + sides.name + "'");
        }
        AsOfJoin spec = new AsOfJoin(
                type,
                options.choice,
                options.onIncomplete,
                options.maxAge,
                table.versions(),
                sides.isBroadcast,
                isTold,
                (Joiner<Object, Object, Object>) joiner,
                options.lead);
        int leftNode = pipeline.add(id -> new Node.KeyByNode(id, sides.name + ".stream", left.nodeId(), sides.leftKey));
        int tableNode = pipeline.add(id -> new Node.KeyByNode(id, sides.name + ".table", table.nodeId(), table.key()));
        return new JoinedStream<>(
                pipeline, pipeline.add(id -> new Node.JoinNode(id, sides.name, List.of(leftNode, tableNode), spec)));
    }
}
