package dev.millrace.api.join;

import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A left record meets the right ones of its key in each window that both are in.
 *
 * @param type what becomes of the unmatched
 * @param window the windows: aligned, or assigned ones that merge, which both sides then extend
 * @param joiner makes a result of two records; null if it sees their window
 * @param windowJoiner makes a result of two records and their window; null if it does not see that
 * @param latePolicy what becomes of records all of whose windows have closed
 * @param lead how far one side may be ahead of the other
 */
public record WindowJoin(
        JoinType type,
        WindowSpec<?> window,
        @Nullable Joiner<Object, Object, Object> joiner,
        @Nullable WindowJoiner<Object, Object, Object> windowJoiner,
        LatePolicy latePolicy,
        Duration lead)
        implements JoinSpec {

    /** Validates. */
    public WindowJoin {
        JoinSpec.requireJoinable(window);
        if ((joiner == null) == (windowJoiner == null)) {
            throw new IllegalArgumentException(
                    "a windowed join has a joiner that sees the window or one that does not");
        }
        JoinSpec.requireLead(lead);
    }

    @Override
    public String describe() {
        return type.describe() + " join in " + window.describe() + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.window(this);
    }
}
