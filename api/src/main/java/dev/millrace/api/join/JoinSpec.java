package dev.millrace.api.join;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which records of several keyed streams meet. A closed set: a runner that does not handle a new one fails to compile.
 *
 * <p>Functions are checked by the compiler where the pipeline is written and erased here.
 */
public sealed interface JoinSpec extends Serializable
        permits AsOfJoin,
                CoGroupJoin,
                ForeignKeyJoin,
                ForeignKeyLookup,
                IntervalJoin,
                RegularJoin,
                RetainedJoin,
                TableJoin,
                WindowJoin {

    /** The longest distance in event time that a join knows: 1,000 years of 365 days. */
    Duration BOUND_MAX = Duration.ofDays(365_000);

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
     * What becomes of records that come too late.
     *
     * @return the side stream unless the user has said otherwise
     */
    default LatePolicy latePolicy() {
        return LatePolicy.SIDE_STREAM;
    }

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
    @SuppressWarnings("MissingJavadocMethod") // many methods of one meaning
    interface Visitor<R> {
        /** Visits a join with the versions of a table. */
        R asOf(AsOfJoin join);

        /** Visits a join of records whose times are near each other. */
        R interval(IntervalJoin join);

        /** Visits a join of records that are kept for a while. */
        R retained(RetainedJoin join);

        /** Visits a join of all records. */
        R regular(RegularJoin join);

        /** Visits a join of records that are in one window. */
        R window(WindowJoin join);

        /** Visits a join of several sides. */
        R coGroup(CoGroupJoin join);

        /** Visits a join of tables by their keys. */
        R table(TableJoin join);

        /** Visits the step of a foreign-key join in which references meet rows. */
        R lookup(ForeignKeyLookup join);

        /** Visits the step of a foreign-key join in which rows meet what their references were told. */
        R foreignKey(ForeignKeyJoin join);
    }

    /**
     * Tells a user how far sides may be apart.
     *
     * @param lead how far one may be ahead
     * @return as {@code , sides up to PT1M apart}
     */
    static String describeLead(Duration lead) {
        return ", sides up to " + lead + " apart";
    }

    /**
     * Validates that records can be joined in windows.
     *
     * @param window any windows
     * @param <W> their type
     * @return the same
     * @throws IllegalArgumentException if they follow the records of one stream, or would keep a record several times
     */
    static <W extends WindowSpec<?>> W requireJoinable(W window) {
        if (window instanceof AlignedWindows || window instanceof AssignedWindows<?> assigned && assigned.isMerging()) {
            return window;
        }
        if (window instanceof AssignedWindows) {
            throw new IllegalArgumentException(
                    "windows that are chosen for each record are joined only if they merge, got '"
                            + window.describe()
                            + "': a record would be kept once for each of its windows; write them as"
                            + " AlignedWindows");
        }
        throw new IllegalArgumentException("records of two streams cannot meet in the windows '" + window.describe()
                + "', which follow the records of one stream; use tumbling, sliding, calendar or session windows, or"
                + " between(...) for records that are near each other");
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
