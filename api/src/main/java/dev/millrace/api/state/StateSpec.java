package dev.millrace.api.state;

import dev.millrace.api.aggregate.Aggregate;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares one state of a function: its name, what it holds, and for how long. The function returns it when the pipeline is
 * built, and asks a call for the handle with it.
 *
 * <pre>{@code
 * static final ValueSpec<Instant> LAST_SEEN = StateSpec.value("last-seen", Instant.class).expireAfter(Duration.ofDays(1));
 * }</pre>
 *
 * <p>Classes say what is stored; where they have type arguments, the raw class is given:
 * {@code ValueSpec<List<String>> names = StateSpec.value("names", List.class)}.
 *
 * @param <S> type of the handle
 */
public sealed interface StateSpec<S> extends Serializable permits ValueSpec, ListSpec, MapSpec, AggregatingSpec {

    /**
     * By which it is found again.
     *
     * @return unique in its function, not blank
     */
    String name();

    /**
     * How long values are kept.
     *
     * @return null if until they are cleared
     */
    @Nullable
    StateTtl ttl();

    /**
     * The same with a time to live, from the last write.
     *
     * @param duration in event time, at least a millisecond
     * @return a new spec
     */
    default StateSpec<S> expireAfter(Duration duration) {
        return expireAfter(duration, StateTtl.Refresh.ON_WRITE);
    }

    /**
     * The same with a time to live.
     *
     * @param duration in event time, at least a millisecond
     * @param refresh what starts it anew
     * @return a new spec
     */
    StateSpec<S> expireAfter(Duration duration, StateTtl.Refresh refresh);

    /**
     * Tells a user what it holds.
     *
     * @return as {@code value 'last-seen' of Instant, expires after PT24H}
     */
    String describe();

    /**
     * One value for each key.
     *
     * @param name unique in its function
     * @param type class of the value
     * @param <V> type of the value
     * @return the spec
     */
    static <V> ValueSpec<V> value(String name, Class<? super V> type) {
        return new ValueSpec<>(name, type, null);
    }

    /**
     * A list of values for each key.
     *
     * @param name unique in its function
     * @param type class of its elements
     * @param <V> type of its elements
     * @return the spec
     */
    static <V> ListSpec<V> list(String name, Class<? super V> type) {
        return new ListSpec<>(name, type, null);
    }

    /**
     * A map for each key of the stream.
     *
     * @param name unique in its function
     * @param keyType class of the keys of the map, which must have {@code equals} and {@code hashCode}
     * @param valueType class of its values
     * @param <M> type of its keys
     * @param <V> type of its values
     * @return the spec
     */
    static <M, V> MapSpec<M, V> map(String name, Class<? super M> keyType, Class<? super V> valueType) {
        return new MapSpec<>(name, keyType, valueType, null);
    }

    /**
     * An aggregate for each key.
     *
     * @param name unique in its function
     * @param aggregate what is computed; not one that needs its records in order
     * @param <V> type of what is added
     * @param <R> type of the result
     * @return the spec
     */
    static <V, R> AggregatingSpec<V, R> aggregating(String name, Aggregate<? super V, ?, R> aggregate) {
        return new AggregatingSpec<>(name, aggregate, null);
    }
}
