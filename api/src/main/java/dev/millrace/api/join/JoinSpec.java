package dev.millrace.api.join;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which records of several keyed streams meet. A closed set: a runner that does not handle a new one fails to compile.
 *
 * <p>Functions are checked by the compiler where the pipeline is written and erased here.
 */
public sealed interface JoinSpec extends Serializable permits IntervalJoin, RegularJoin, RetainedJoin {

    /** The longest distance in event time that a join knows: 1,000 years of 365 days. */
    Duration BOUND_MAX = Duration.ofDays(365_000);

    /** How far one side may be ahead of another in event time, unless set. */
    Duration DEFAULT_LEAD = Duration.ofMinutes(1);

    /**
     * How far one side may be ahead of another in event time while that one has something to give.
     *
     * @return not negative
     */
    Duration lead();

    /**
     * Tells a user what this is and what bounds it.
     *
     * @return as {@code left outer join between -PT5S and +PT1M, sides up to PT1M apart}
     */
    String describe();

    /**
     * Calls the visitor's method for this kind of join.
     *
     * @param visitor what to call
     * @param <R> type of its result
     * @return its result
     */
    <R> R accept(Visitor<R> visitor);

    /**
     * Does something for each kind of join.
     *
     * @param <R> type of the result
     */
    interface Visitor<R> {
        /** Visits a join of records whose times are near each other. */
        R interval(IntervalJoin join);

        /** Visits a join of records that are kept for a while. */
        R retained(RetainedJoin join);

        /** Visits a join of all records. */
        R regular(RegularJoin join);
    }

    /**
     * Validates a lead.
     *
     * @param lead how far one side may be ahead
     * @return the same
     * @throws IllegalArgumentException if it is negative, or longer than {@link #BOUND_MAX}
     */
    static Duration requireLead(Duration lead) {
        if (lead.isNegative() || lead.compareTo(BOUND_MAX) > 0) {
            throw new IllegalArgumentException(
                    "one side of a join may be ahead of the other by some event time, at most " + BOUND_MAX
                            + ", or by none (Duration.ZERO), got " + lead);
        }
        return lead;
    }

    /**
     * Validates a distance in event time.
     *
     * @param what names it in a message
     * @param bound the distance
     * @return the same
     * @throws IllegalArgumentException if it is negative, finer than milliseconds, or longer than {@link #BOUND_MAX}
     */
    static Duration requireBound(String what, Duration bound) {
        if (bound.isNegative() || bound.compareTo(BOUND_MAX) > 0 || bound.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    what + " is a distance in event time: whole milliseconds between zero and " + BOUND_MAX + ", got "
                            + bound);
        }
        return bound;
    }
}
