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

    /** The longest bound: 1,000 years of 365 days. */
    private static final Duration BOUND_MAX = Duration.ofDays(365_000);

    /** Validates. */
    public IntervalJoin {
        requireBound("before", before);
        requireBound("after", after);
        JoinSpec.requireLead(lead);
    }

    private static void requireBound(String what, Duration bound) {
        if (bound.isNegative() || bound.compareTo(BOUND_MAX) > 0 || bound.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    "the bound '" + what + "' of an interval join is a distance in event time:"
                            + " whole milliseconds between zero and " + BOUND_MAX + ", got " + bound);
        }
    }

    @Override
    public String describe() {
        return type.describe() + " join between -" + before + " and +" + after;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.interval(this);
    }
}
