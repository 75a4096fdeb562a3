package dev.millrace.api.view;

import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a job as of one moment: every source has been read up to a certain record, and every operator, on every worker,
 * has processed exactly what comes of these records. So states of several operators fit together, and so do the keys of one.
 * Immutable and thread-safe; may be read any number of times.
 *
 * <pre>{@code
 * try (StateView view = job.view()) {
 *     Optional<Long> total = view.<String, Long>aggregate("totals").get("alice");
 *     Map<String, Price> prices = view.table(latestPrices).asMap();
 *     Optional<Instant> seen = view.value("visits", LAST_SEEN, "alice");
 * }
 * }</pre>
 *
 * <p>Methods that name an operator throw {@link java.util.NoSuchElementException} if there is none of that name or it has no
 * state, {@link IllegalArgumentException} if its state is of another kind than what is asked for, and {@link
 * IllegalStateException} once the view is closed; the messages name what there is.
 */
public interface StateView extends AutoCloseable {

    /**
     * The name of the pipeline.
     *
     * @return the name
     */
    String pipeline();

    /**
     * Which moment it is of. The views of one execution of a job count from 1; in a checkpoint it is the epoch that it ends.
     *
     * @return greater for a later one of the same job
     */
    long epoch();

    /**
     * How far event time had come everywhere, at all sources and all operators.
     *
     * @return epoch milliseconds; {@code Long.MIN_VALUE} before there is a time, {@code Long.MAX_VALUE} after the end of all
     *     input
     */
    long watermark();

    /**
     * When the state was captured, by the clock of the job.
     *
     * @return the time at which the last task had handed in
     */
    Instant time();

    /**
     * What can be read here.
     *
     * @return all states that have a name, in the order of the pipeline
     */
    List<NamedState> states();

    /**
     * The rows of a table, also of one that is mapped from another.
     *
     * @param table of the pipeline of the job
     * @param <K> type of its keys
     * @param <V> type of its values
     * @return its rows
     */
    <K, V> StateRows<K, V> table(Table<K, V> table);

    /**
     * The rows of a table by its name.
     *
     * @param operator that makes the table
     * @param <K> type of its keys, not checked
     * @param <V> type of its values, not checked
     * @return its rows
     */
    <K, V> StateRows<K, V> table(String operator);

    /**
     * The results of a running aggregation.
     *
     * @param operator its name
     * @param <K> type of the keys, not checked
     * @param <R> type of the results, not checked
     * @return the last result of each key
     */
    <K, R> StateRows<K, R> aggregate(String operator);

    /**
     * The open windows of an aggregation in windows. Where windows are of several kinds the first goes by the name of the
     * aggregation, and others, if anybody reads their results, by that and a number, as in {@code totals.1}.
     *
     * <p>Results are those that the windows would give if the input ended now: of rows that wait for their turn, as in count
     * windows in the order of event time, too. Where results are given early and then discarded, they are those of the
     * records since.
     *
     * @param operator its name
     * @param <K> type of the keys, not checked
     * @param <R> type of the results, not checked
     * @return the windows of each key that have records and have not closed, by their start
     */
    <K, R> StateRows<K, List<OpenWindow<R>>> windows(String operator);

    /**
     * The versions of the rows of a table that a join as of a time keeps: the newest of each row, and older ones for as long as
     * a record may ask for them.
     *
     * @param operator name of the join
     * @param <K> type of the keys, not checked
     * @param <V> type of the values, not checked
     * @return the versions of each key that has some, the oldest first; deletions are among them
     */
    <K, V> StateRows<K, List<RowVersion<V>>> versions(String operator);

    /**
     * The records that a join keeps: of a join near in time or in windows those that may still meet others, of one as of a time
     * those that wait for the table, of one of tables the rows of both. A record is there once, in however many windows it is.
     *
     * @param operator name of the join
     * @param <K> type of the keys, not checked
     * @return the records of each key that has some, by side and then by time
     */
    <K> StateRows<K, List<JoinRow>> joinRows(String operator);

    /**
     * What a search for a pattern has found so far. Records that wait for the watermark have not been looked at.
     *
     * @param operator name of the search
     * @param <K> type of the keys, not checked
     * @param <T> type of the records, not checked
     * @return all ways that are open of each key that has some: by their first record, then the one first that is preferred
     */
    <K, T> StateRows<K, List<PartialMatch<T>>> partialMatches(String operator);

    /**
     * The timers of a process function.
     *
     * @param operator name of the function's operator
     * @param <K> type of the keys, not checked
     * @return those of each key that has some
     */
    <K> StateRows<K, PendingTimers> timers(String operator);

    /**
     * The values of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param <K> type of the keys, not checked
     * @param <V> type of the values
     * @return the value of each key that has one
     */
    <K, V> StateRows<K, V> state(String operator, ValueSpec<V> spec);

    /**
     * The lists of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param <K> type of the keys, not checked
     * @param <V> type of the elements
     * @return the list of each key that has one
     */
    <K, V> StateRows<K, List<V>> state(String operator, ListSpec<V> spec);

    /**
     * The maps of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param <K> type of the keys of the stream, not checked
     * @param <M> type of the keys of the maps
     * @param <V> type of their values
     * @return the map of each key that has one
     */
    <K, M, V> StateRows<K, Map<M, V>> state(String operator, MapSpec<M, V> spec);

    /**
     * The results of an aggregating state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param <K> type of the keys, not checked
     * @param <R> type of the results
     * @return the result as of now of each key that has one
     */
    <K, R> StateRows<K, R> state(String operator, AggregatingSpec<?, R> spec);

    /**
     * One value of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param key of the stream
     * @param <V> type of the value
     * @return empty if the key has none
     */
    default <V> Optional<V> value(String operator, ValueSpec<V> spec, Object key) {
        return this.<Object, V>state(operator, spec).get(key);
    }

    /**
     * One list of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param key of the stream
     * @param <V> type of the elements
     * @return empty if the key has none
     */
    default <V> List<V> value(String operator, ListSpec<V> spec, Object key) {
        return this.<Object, V>state(operator, spec).get(key).orElse(List.of());
    }

    /**
     * One map of a state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param key of the stream
     * @param <M> type of the keys of the map
     * @param <V> type of its values
     * @return empty if the key has none
     */
    default <M, V> Map<M, V> value(String operator, MapSpec<M, V> spec, Object key) {
        return this.<Object, M, V>state(operator, spec).get(key).orElse(Map.of());
    }

    /**
     * One result of an aggregating state of a process function.
     *
     * @param operator name of the function's operator
     * @param spec that the function has declared
     * @param key of the stream
     * @param <R> type of the result
     * @return empty if the key has none
     */
    default <R> Optional<R> value(String operator, AggregatingSpec<?, R> spec, Object key) {
        return this.<Object, R>state(operator, spec).get(key);
    }

    /** Lets go of the memory that it takes; what was read stays as it is. */
    @Override
    void close();
}
