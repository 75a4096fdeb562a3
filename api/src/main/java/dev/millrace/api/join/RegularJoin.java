package dev.millrace.api.join;

import java.time.Duration;

/**
 * All records of one key meet, however far apart they are, so all records are kept for ever. Inner: no record is ever known to
 * be unmatched.
 *
 * @param joiner makes a result of two records
 * @param lead how far one side may be ahead of the other
 */
public record RegularJoin(Joiner<Object, Object, Object> joiner, Duration lead) implements JoinSpec {

    /** Validates. */
    public RegularJoin {
        JoinSpec.requireLead(lead);
    }

    @Override
    public String describe() {
        return "inner join unbounded (keeps all records)" + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.regular(this);
    }
}
