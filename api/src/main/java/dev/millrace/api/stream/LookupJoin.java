package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.lookup.LookupSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A join with an outside system that is described but for its limits, and for what becomes of records that it has no answer
 * for. Immutable: each method returns another.
 *
 * <p>Results have the event time of their records, and no watermark overtakes a record that waits for its answer: records are
 * never late because a lookup was slow. An answer is what the system said at the moment that it was asked, so a lookup join
 * does not give the same results when it is run again; joins with a table do.
 *
 * @param <T> type of the records
 * @param <V> type of the answers
 */
public final class LookupJoin<T, V> {

    private final String name;
    private final Stream<T> stream;
    private final ThrowingFunction<Object, Object> key;
    private final Lookup<Object, Object> lookup;
    private final LookupSettings settings;

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    LookupJoin(String name, Stream<T> stream, ThrowingFunction<? super T, ?> key, Lookup<?, V> lookup) {
        this(
                name,
                stream,
                (ThrowingFunction<Object, Object>) key,
                (Lookup<Object, Object>) lookup,
                LookupSettings.DEFAULT);
        Pipeline.requireName("lookup", name);
    }

    private LookupJoin(
            String name,
            Stream<T> stream,
            ThrowingFunction<Object, Object> key,
            Lookup<Object, Object> lookup,
            LookupSettings settings) {
        this.name = name;
        this.stream = stream;
        this.key = key;
        this.lookup = lookup;
        this.settings = settings;
    }

    private LookupJoin<T, V> with(LookupSettings changed) {
        return new LookupJoin<>(name, stream, key, lookup, changed);
    }

    /**
     * Results come as answers do. They still keep their place among watermarks, so that what was late stays late, and nothing
     * becomes it.
     *
     * @return another description
     */
    public LookupJoin<T, V> unordered() {
        return with(settings.withoutOrder());
    }

    /**
     * Sets how many records may be under way at a time: waiting for an answer, or having it and waiting for one before them.
     * If there are as many, no more input is taken. For each task, of which there is one on a worker at most.
     *
     * @param records 100 unless set; at least 1
     * @return another description
     */
    public LookupJoin<T, V> inFlightMax(int records) {
        return with(settings.withInFlightMax(records));
    }

    /**
     * Sets after how long an attempt has failed. Measured by the job's clock, as the other times of a lookup are.
     *
     * @param limit 10 seconds unless set; whole milliseconds, at least one
     * @return another description
     */
    public LookupJoin<T, V> timeout(Duration limit) {
        return with(settings.withTimeout(limit));
    }

    /**
     * Attempts that fail are repeated. An attempt fails if the function throws an exception, if its stage completes with one,
     * or by the timeout.
     *
     * @param retries how often at most, for a record or a batch of keys; none unless set
     * @param backOff pause before the first; twice as long before each further one; whole milliseconds
     * @return another description
     */
    public LookupJoin<T, V> retries(int retries, Duration backOff) {
        return with(settings.withRetries(retries, backOff));
    }

    /**
     * Keeps answers, those too that say that there is nothing of a key. Records of one key that wait at the same time share
     * one question. Each task has a cache of its own.
     *
     * @param entriesMax how many answers; beyond it, the one that was not used for longest goes
     * @param ttl how long; whole milliseconds, at least one
     * @return another description
     */
    public LookupJoin<T, V> cache(int entriesMax, Duration ttl) {
        if (entriesMax < 1) {
            throw new IllegalArgumentException("the cache of '" + name + "' must keep at least 1 answer, got "
                    + entriesMax + "; leave it out for none");
        }
        return with(settings.withCache(entriesMax, ttl));
    }

    /**
     * Gives records that have an answer; others are counted as filtered.
     *
     * @param joiner makes a result of a record and its answer
     * @param <O> type of the results
     * @return the results
     */
    public <O> LookedUpStream<T, O> inner(Joiner<? super T, ? super V, ? extends O> joiner) {
        return add(JoinType.INNER, joiner);
    }

    /**
     * Gives all records.
     *
     * @param joiner makes a result of a record and its answer, null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> LookedUpStream<T, O> leftOuter(Joiner<? super T, @Nullable V, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> LookedUpStream<T, O> add(JoinType type, Joiner<?, ?, ?> joiner) {
        Pipeline pipeline = stream.pipeline();
        return new LookedUpStream<>(
                pipeline,
                pipeline.add(id -> new Node.LookupNode(
                        id, name, stream.nodeId(), key, lookup, settings, type, (Joiner<Object, Object, Object>)
                                joiner)));
    }
}
