package dev.millrace.api.join;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which records of several keyed streams meet. A closed set: a runner that does not handle a new one fails to compile.
 *
 * <p>Functions are checked by the compiler where the pipeline is written and erased here.
 */
public sealed interface JoinSpec extends Serializable permits AsOfJoin, IntervalJoin {

    /** How far one side may be ahead of another in event time, unless set. */
    Duration DEFAULT_LEAD = Duration.ofMinutes(1);

    /** The longest distance in event time: 1,000 years of 365 days. */
    Duration DISTANCE_MAX = Duration.ofDays(365_000);

    /**
     * How far one side may be ahead of another in event time while that one has something to give.
     *
     * @return not negative
     */
    Duration lead();

    /**
     * Which side is read when several have something to give.
     *
     * @return by time, unless the join asks for something else
     */
    default ReadOrder readOrder() {
        return ReadOrder.BY_TIME;
    }

    /**
     * Whether every task gets all records of the last side, so that those of the others stay where they are.
     *
     * @return false where records of all sides go to the task of their key
     */
    default boolean isBroadcast() {
        return false;
    }

    /**
     * Tells a user what this is and what bounds it.
     *
     * @return as {@code left outer join between -PT5S and +PT1M}
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
        /** Visits a join with the versions of a table. */
        R asOf(AsOfJoin join);

        /** Visits a join of records whose times are near each other. */
        R interval(IntervalJoin join);
    }

    /**
     * Validates a lead.
     *
     * @param lead how far one side may be ahead
     * @return the same
     * @throws IllegalArgumentException if it is negative
     */
    static Duration requireLead(Duration lead) {
        if (lead.isNegative()) {
            throw new IllegalArgumentException("one side of a join may be ahead of the other by some event time or by"
                    + " none (Duration.ZERO), got " + lead);
        }
        return lead;
    }

    /**
     * Validates a distance in event time.
     *
     * @param what for the message
     * @param distance to be checked
     * @return the same
     * @throws IllegalArgumentException if it is negative, longer than 1,000 years, or finer than milliseconds
     */
    static Duration requireDistance(String what, Duration distance) {
        if (distance.isNegative() || distance.compareTo(DISTANCE_MAX) > 0 || distance.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    what + " is a distance in event time: whole milliseconds between zero and " + DISTANCE_MAX
                            + ", got " + distance);
        }
        return distance;
    }
}
