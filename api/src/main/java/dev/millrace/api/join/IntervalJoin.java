package dev.millrace.api.join;

import java.time.Duration;

/**
 * A left record meets the right ones of its key whose event time is between {@code before} before and {@code after} after its
 * own, both ends included.
 *
 * @param type what becomes of the unmatched
 * @param before not negative
 * @param after not negative
 * @param joiner makes a result of two records
 * @param lead how far one side may be ahead of the other
 */
public record IntervalJoin(
        JoinType type, Duration before, Duration after, Joiner<Object, Object, Object> joiner, Duration lead)
        implements JoinSpec {

    /** Validates. */
    public IntervalJoin {
        JoinSpec.requireBound("the bound 'before' of an interval join", before);
        JoinSpec.requireBound("the bound 'after' of an interval join", after);
        JoinSpec.requireLead(lead);
    }

    @Override
    public String describe() {
        return type.describe() + " join between -" + before + " and +" + after + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.interval(this);
    }
}
