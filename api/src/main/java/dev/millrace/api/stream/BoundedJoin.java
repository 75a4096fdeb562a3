package dev.millrace.api.stream;

import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A join that is described but for what becomes of records that meet nobody. Immutable.
 *
 * <p>No record comes alone before the watermark has proved that it will not be matched: there is never a null first and the
 * match after.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 */
public final class BoundedJoin<L, R> {

    private final KeyedJoin<L, R, ?> keyed;
    private final SpecMaker maker;
    private final Duration lead;

    /** Makes the description of the join when all of it is known. */
    @FunctionalInterface
    interface SpecMaker {
        JoinSpec make(JoinType type, Joiner<Object, Object, Object> joiner, Duration lead);
    }

    BoundedJoin(KeyedJoin<L, R, ?> keyed, SpecMaker maker, Duration lead) {
        this.keyed = keyed;
        this.maker = maker;
        this.lead = JoinSpec.requireLead(lead);
    }

    /**
     * Sets how far one side may be ahead of the other in event time while that one has something to give. A side that is
     * read faster then waits, so that a replay of a year does not keep a year of it in memory.
     *
     * @param max {@link JoinSpec#DEFAULT_LEAD} unless set; not negative
     * @return another description
     */
    public BoundedJoin<L, R> lead(Duration max) {
        return new BoundedJoin<>(keyed, maker, max);
    }

    /**
     * Gives pairs.
     *
     * @param joiner makes a result of two records
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> inner(Joiner<? super L, ? super R, ? extends O> joiner) {
        return add(JoinType.INNER, joiner);
    }

    /**
     * Gives pairs, and left records that meet no right one.
     *
     * @param joiner makes a result of two records; the right one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> leftOuter(Joiner<? super L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner);
    }

    /**
     * Gives pairs, and right records that meet no left one.
     *
     * @param joiner makes a result of two records; the left one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> rightOuter(Joiner<@Nullable L, ? super R, ? extends O> joiner) {
        return add(JoinType.RIGHT, joiner);
    }

    /**
     * Gives pairs, and records of either side that meet none of the other.
     *
     * @param joiner makes a result of two records, one of which is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> fullOuter(Joiner<@Nullable L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.FULL, joiner);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> JoinedStream<L, R, O> add(JoinType type, Joiner<?, ?, ?> joiner) {
        return keyed.add(maker.make(type, (Joiner<Object, Object, Object>) joiner, lead));
    }
}
