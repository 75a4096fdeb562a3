package dev.millrace.api.join;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which records of several keyed streams meet. A closed set: a runner that does not handle a new one fails to compile.
 *
 * <p>Functions are checked by the compiler where the pipeline is written and erased here.
 */
public sealed interface JoinSpec extends Serializable
        permits ForeignKeyJoin, ForeignKeyLookup, IntervalJoin, TableJoin {

    /** How far one side may be ahead of another in event time, unless set. */
    Duration DEFAULT_LEAD = Duration.ofMinutes(1);

    /** The lead where what is kept of one side does not depend on how far the other is. */
    Duration UNLIMITED_LEAD = Duration.ofMillis(Long.MAX_VALUE);

    /**
     * How far one side may be ahead of another in event time while that one has something to give.
     *
     * @return not negative
     */
    Duration lead();

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
    @SuppressWarnings("MissingJavadocMethod") // many methods of one meaning
    interface Visitor<R> {
        /** Visits a join of records whose times are near each other. */
        R interval(IntervalJoin join);

        /** Visits a join of tables by their keys. */
        R table(TableJoin join);

        /** Visits the step of a foreign-key join in which references meet rows. */
        R lookup(ForeignKeyLookup join);

        /** Visits the step of a foreign-key join in which rows meet what their references were told. */
        R foreignKey(ForeignKeyJoin join);
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
}
