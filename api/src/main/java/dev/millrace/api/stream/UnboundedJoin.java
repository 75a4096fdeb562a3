package dev.millrace.api.stream;

import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.RegularJoin;
import java.time.Duration;

/**
 * A join that keeps all records of both sides for ever. It is inner: as any record may still be matched, none is ever known to
 * be unmatched. Immutable.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 */
public final class UnboundedJoin<L, R> {

    private final KeyedJoin<L, R, ?> keyed;
    private final Duration lead;

    UnboundedJoin(KeyedJoin<L, R, ?> keyed, Duration lead) {
        this.keyed = keyed;
        this.lead = JoinSpec.requireLead(lead);
    }

    /**
     * Sets how far one side may be ahead of the other in event time while that one has something to give. It bounds no memory
     * here, but brings results nearer to the order of time.
     *
     * @param max {@link JoinSpec#DEFAULT_LEAD} unless set; not negative
     * @return another description
     * @throws IllegalArgumentException if it is negative, or longer than 1,000 years
     */
    public UnboundedJoin<L, R> lead(Duration max) {
        return new UnboundedJoin<>(keyed, max);
    }

    /**
     * Gives pairs, each as soon as both of its records are there, with the later of their times.
     *
     * @param joiner makes a result of two records
     * @param <O> type of the results
     * @return the results
     */
    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    public <O> JoinedStream<L, R, O> inner(Joiner<? super L, ? super R, ? extends O> joiner) {
        return keyed.add(new RegularJoin((Joiner<Object, Object, Object>) (Joiner<?, ?, ?>) joiner, lead));
    }
}
