package dev.millrace.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares a state of a list for each key. Made by {@link StateSpec#list}.
 *
 * @param name unique in its function, not blank
 * @param type class of the elements
 * @param ttl how long each of them is kept; null if until it is cleared
 * @param <V> type of the elements
 */
public record ListSpec<V>(
        String name, Class<? super V> type, @Nullable StateTtl ttl) implements StateSpec<ListState<V>> {

    /** Validates. */
    public ListSpec {
        SpecRules.requireName(name);
    }

    @Override
    public ListSpec<V> expireAfter(Duration duration) {
        return expireAfter(duration, StateTtl.Refresh.ON_WRITE);
    }

    @Override
    public ListSpec<V> expireAfter(Duration duration, StateTtl.Refresh refresh) {
        return new ListSpec<>(name, type, new StateTtl(duration, refresh));
    }

    @Override
    public String describe() {
        return SpecRules.describe("list", name, type.getSimpleName(), ttl);
    }
}
