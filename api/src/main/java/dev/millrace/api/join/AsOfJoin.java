package dev.millrace.api.join;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A left record meets one version of the row that a table, the right side, has for its key.
 *
 * @param type whether left records come alone; {@link JoinType#INNER} or {@link JoinType#LEFT}
 * @param choice which version
 * @param onIncomplete what is done where the table may still get versions; for {@link VersionChoice#AS_OF}
 * @param maxAge how much older than the left record a version may be; null for any age
 * @param versions how right records are versions
 * @param isBroadcast whether all of the table goes to every worker, and left records stay where they are
 * @param isTold whether the joiner takes an {@link AsOf} as its right side, not the value
 * @param joiner makes a result
 * @param lead how far one side may be ahead of the other; for {@link VersionChoice#AS_OF}
 */
public record AsOfJoin(
        JoinType type,
        VersionChoice choice,
        OnIncomplete onIncomplete,
        @Nullable Duration maxAge,
        Versions versions,
        boolean isBroadcast,
        boolean isTold,
        Joiner<Object, Object, Object> joiner,
        Duration lead)
        implements JoinSpec {

    /** Validates. */
    public AsOfJoin {
        if (type.keepsUnmatched(1)) {
            throw new IllegalArgumentException(
                    "versions of a table do not come alone: a join with a table is inner or left outer, got " + type);
        }
        if (maxAge != null) {
            requireAge(maxAge);
        }
        JoinSpec.requireLead(lead);
    }

    /**
     * Validates an age.
     *
     * @param maxAge how old a version may be
     * @return the same
     * @throws IllegalArgumentException if it is negative, longer than 1,000 years, or finer than milliseconds
     */
    public static Duration requireAge(Duration maxAge) {
        return JoinSpec.requireBound("the greatest age of a version", maxAge);
    }

    @Override
    public ReadOrder readOrder() {
        return switch (choice) {
            case AS_OF -> ReadOrder.LAST_SIDE_AHEAD;
            case LATEST -> ReadOrder.IN_TURN;
            case BOOTSTRAP_FIRST -> ReadOrder.LAST_SIDE_FIRST;
        };
    }

    @Override
    public String describe() {
        return (isBroadcast ? "broadcast " : "") + type.describe() + " " + choice.describe() + " join"
                + (maxAge == null ? "" : ", versions at most " + maxAge + " old")
                + (choice != VersionChoice.AS_OF ? "" : describeAsOf());
    }

    private String describeAsOf() {
        return (onIncomplete == OnIncomplete.WAIT ? ", waits" : ", tells") + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.asOf(this);
    }
}
