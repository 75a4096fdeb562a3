package dev.millrace.api.join;

import java.time.Duration;

/**
 * Records of one key meet if each is still kept when the other comes: if their event times are no further apart than the
 * retention. When records arrive does not matter, so a replay gives the same results.
 *
 * @param type what becomes of the unmatched
 * @param retention for how much event time a record is kept, not negative
 * @param joiner makes a result of two records
 * @param lead how far one side may be ahead of the other
 */
public record RetainedJoin(JoinType type, Duration retention, Joiner<Object, Object, Object> joiner, Duration lead)
        implements JoinSpec {

    /** Validates. */
    public RetainedJoin {
        JoinSpec.requireBound("the retention of a join", retention);
        JoinSpec.requireLead(lead);
    }

    @Override
    public String describe() {
        return type.describe() + " join retaining " + retention + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.retained(this);
    }
}
