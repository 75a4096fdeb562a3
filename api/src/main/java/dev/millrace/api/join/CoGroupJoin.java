package dev.millrace.api.join;

import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.List;

/**
 * The records of several sides come together by key and window.
 *
 * @param window the windows: aligned, or assigned ones that merge, which all sides then extend
 * @param tags by side, no two of one name
 * @param function makes results of each group
 * @param latePolicy what becomes of records all of whose windows have closed
 * @param lead how far one side may be ahead of another
 */
public record CoGroupJoin(
        WindowSpec<?> window,
        List<Tag<?>> tags,
        GroupFlatMapper<Object, Object> function,
        LatePolicy latePolicy,
        Duration lead)
        implements JoinSpec {

    /** The most inputs. */
    public static final int SIDES_MAX = 64;

    /** Validates and copies. */
    public CoGroupJoin {
        JoinSpec.requireJoinable(window);
        JoinSpec.requireLead(lead);
        tags = List.copyOf(tags);
        if (tags.size() > SIDES_MAX) {
            throw new IllegalArgumentException("a co-group has at most " + SIDES_MAX + " inputs, got " + tags.size()
                    + "; unite those of one type");
        }
    }

    @Override
    public String describe() {
        return "co-group of " + String.join(", ", tags.stream().map(Tag::name).toList()) + " in " + window.describe()
                + JoinSpec.describeLead(lead);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.coGroup(this);
    }
}
